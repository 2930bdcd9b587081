<?php

/**
 * What the boot script asks of the database. Nothing else there needs a database client, and no password goes over a
 * command line.
 *
 *   answers                       succeeds when the writer answers to the present credentials
 *   while-locked SECONDS COMMAND… runs the command while no other instance does, waiting that long for its turn
 *   state                         prints "nothing", "half-made" (our installer died) or "site"
 *   note-start, note-end          remember that the installer began, and that it came to its end
 *   clear                         drops what a dead installer made
 *   needs-upgrade-to VERSION.PHP  prints "yes" when the tables are older than that WordPress, else "no"
 *
 * Fails with 1 and one line on stderr; `while-locked` with 75 when the lock is lost, else with the command's own status.
 */

const PREFIX = 'wp_';
const LOCK = 'ha-web-prepare-site';
/** After this many seconds of silence the server takes a lock's holder for dead: an instance that lost its power. */
const SILENCE_SECONDS = 60;
const SIGKILL_NUMBER = 9;

function main(array $arguments): int
{
    $command = array_shift($arguments);
    $database = connect();
    switch ($command) {
        case 'answers':
            return 0;
        case 'while-locked':
            return run_while_locked($database, (int) array_shift($arguments), $arguments);
        case 'state':
            echo state($database), "\n";
            return 0;
        case 'note-start':
            $database->query('CREATE TABLE IF NOT EXISTS ha_web_installation (id TINYINT PRIMARY KEY, state VARCHAR(16) NOT NULL)');
            $database->query("REPLACE INTO ha_web_installation VALUES (1, 'started')");
            return 0;
        case 'note-end':
            $database->query("UPDATE ha_web_installation SET state = 'finished' WHERE id = 1");
            return 0;
        case 'clear':
            clear($database);
            return 0;
        case 'needs-upgrade-to':
            echo tables_version($database) < code_version((string) array_shift($arguments)) ? 'yes' : 'no', "\n";
            return 0;
        default:
            throw new InvalidArgumentException("unknown command \"$command\"");
    }
}

/** The same connection as WordPress's (wp-config.php): encrypted, the certificate's authority and host name checked. */
function connect(): mysqli
{
    $site = json_file('/etc/ha-web/site.json');
    $credentials = json_file('/run/ha-web/database.json');
    [$host, $port] = explode(':', $site['databaseHost'], 2) + [1 => '3306'];
    $database = mysqli_init();
    $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, 10);
    // A server that is gone without a word must not be waited for until TCP gives up.
    $database->options(MYSQLI_OPT_READ_TIMEOUT, SILENCE_SECONDS);
    $flags = MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT;
    $database->real_connect(
        $host, $credentials['username'], $credentials['password'], $site['databaseName'], (int) $port, null, $flags,
    );
    // During a fail-over the writer's name can still lead to what is a reader by now.
    if (value($database, 'SELECT @@innodb_read_only') !== '0') throw new RuntimeException('only a reader answers');
    return $database;
}

/**
 * The lock is the server's own (GET_LOCK): it lies where the thing lies that it guards, and ends with its session, so
 * with its holder. If the session is lost, in a fail-over for example, another instance may hold the lock by now: the
 * command is killed.
 */
function run_while_locked(mysqli $database, int $patienceSeconds, array $command): int
{
    $database->query('SET SESSION wait_timeout = ' . SILENCE_SECONDS);
    wait_for_lock($database, $patienceSeconds);
    $process = proc_open($command, [STDIN, STDOUT, STDERR], $pipes);
    if ($process === false) throw new RuntimeException("$command[0] does not start");
    for ($tick = 1; ($status = proc_get_status($process))['running']; $tick++) {
        usleep(100_000);
        if ($tick % 20 === 0 && !still_locked($database)) {
            proc_terminate($process, SIGKILL_NUMBER);
            fwrite(STDERR, "the lock was lost: what ran under it was killed\n");
            return 75;
        }
    }
    return $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
}

function wait_for_lock(mysqli $database, int $patienceSeconds): void
{
    $deadline = time() + $patienceSeconds;
    $slice = min(10, $patienceSeconds);
    while (value($database, "SELECT GET_LOCK('" . LOCK . "', $slice)") !== '1') {
        if (time() >= $deadline) {
            throw new RuntimeException("another instance has been preparing the site for more than $patienceSeconds s");
        }
        fwrite(STDERR, "another instance prepares the site: waiting\n");
    }
}

function still_locked(mysqli $database): bool
{
    try {
        return value($database, "SELECT IS_USED_LOCK('" . LOCK . "') = CONNECTION_ID()") === '1';
    } catch (mysqli_sql_exception) {
        return false;
    }
}

/** A site without our note is one that was restored or brought here: it is taken as it is. */
function state(mysqli $database): string
{
    if (has_table($database, 'ha_web_installation')) {
        $note = value($database, 'SELECT state FROM ha_web_installation WHERE id = 1');
        if ($note !== null) return $note === 'finished' ? 'site' : 'half-made';
    }
    return has_table($database, PREFIX . 'options') ? 'site' : 'nothing';
}

function clear(mysqli $database): void
{
    if (state($database) !== 'half-made') throw new RuntimeException('this is a site: nothing is dropped');
    $like = "'" . addcslashes(PREFIX, '_%') . "%'";
    $tables = $database->query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE $like",
    );
    foreach ($tables->fetch_all() as [$table]) $database->query("DROP TABLE `$table`");
}

function tables_version(mysqli $database): int
{
    return (int) value($database, 'SELECT option_value FROM ' . PREFIX . "options WHERE option_name = 'db_version'");
}

function code_version(string $file): int
{
    require $file;
    return $wp_db_version;
}

function has_table(mysqli $database, string $name): bool
{
    $where = "table_schema = DATABASE() AND table_name = '$name'";
    return value($database, "SELECT COUNT(*) FROM information_schema.tables WHERE $where") === '1';
}

function value(mysqli $database, string $query): ?string
{
    $row = $database->query($query)->fetch_row();
    return $row ? $row[0] : null;
}

function json_file(string $path): array
{
    $text = is_readable($path) ? file_get_contents($path) : throw new RuntimeException("$path can't be read");
    return json_decode($text, true, 8, JSON_THROW_ON_ERROR);
}

// PHP would write a warning with the arguments; an exception's message names the user and the host at most.
error_reporting(E_ALL & ~E_WARNING);
try {
    exit(main(array_slice($argv, 1)));
} catch (Throwable $problem) {
    fwrite(STDERR, 'database: ' . $problem->getMessage() . "\n");
    exit(1);
}
