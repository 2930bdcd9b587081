<?php

/**
 * WordPress's object cache on memcached, for one site (no multisite). Written here because the known drop-ins can't take their nodes
 * from a configuration endpoint, or make a dead node's time-outs the visitor's.
 *
 * A cache, never a store: whatever goes wrong with it, a page is made from the database. What an instance could not
 * delete from an unreachable node is stale there: nothing lives longer than an hour.
 */
final class WP_Object_Cache
{
    private const LONGEST_SECONDS = 3600;
    private const CONNECT_MS = 200;
    private const ANSWER_MS = 300;
    /** A node that did not answer is left alone for so long, by the whole instance. */
    private const RETRY_SECONDS = 10;
    /** The folder of memory where the instance's PHP processes tell each other of such nodes. */
    private const MARKS = '/run/ha-web/requests/cache-';

    /** Answers that say something about the key, and nothing against the node. */
    private const SOUND = [
        Memcached::RES_SUCCESS, Memcached::RES_NOTFOUND, Memcached::RES_NOTSTORED, Memcached::RES_E2BIG,
        // Its connection was refused a moment ago: known, and costs no time.
        Memcached::RES_SERVER_TEMPORARILY_DISABLED,
    ];

    /** Read by plugins that show figures. */
    public int $cache_hits = 0;
    public int $cache_misses = 0;

    /** @var array<string, mixed> what this request has read or written, by remote key */
    private array $known = [];
    /** @var array<string, true> groups that only this request may see */
    private array $localGroups = [];
    private ?Memcached $remote;
    /** @var array<string, true> nodes that are left alone, as "host:port" */
    private array $down = [];

    /** @param list<array{string, int}> $nodes none: this request only */
    public function __construct(array $nodes)
    {
        $this->remote = $nodes === [] ? null : self::connect($nodes);
        foreach ($nodes as [$host, $port]) {
            if (@filemtime(self::MARKS . "$host:$port") > time() - self::RETRY_SECONDS) $this->down["$host:$port"] = true;
        }
    }

    /** One pool of connections for each list of nodes, kept by PHP's process from request to request. */
    private static function connect(array $nodes): Memcached
    {
        $remote = new Memcached('ha-web-' . md5(serialize($nodes)));
        if ($remote->getServerList() === []) {
            $remote->setOptions([
                // All instances find a key on the same node, and a lost node costs its own keys only.
                Memcached::OPT_DISTRIBUTION => Memcached::DISTRIBUTION_CONSISTENT,
                Memcached::OPT_LIBKETAMA_COMPATIBLE => true,
                // Extensions that only some instances have (igbinary) must not decide what all can read.
                Memcached::OPT_SERIALIZER => Memcached::SERIALIZER_PHP,
                Memcached::OPT_CONNECT_TIMEOUT => self::CONNECT_MS,
                Memcached::OPT_POLL_TIMEOUT => self::ANSWER_MS,
                Memcached::OPT_SEND_TIMEOUT => self::ANSWER_MS * 1000,
                Memcached::OPT_RECV_TIMEOUT => self::ANSWER_MS * 1000,
                Memcached::OPT_RETRY_TIMEOUT => self::RETRY_SECONDS,
                Memcached::OPT_TCP_NODELAY => true,
            ]);
            $remote->addServers($nodes);
        }
        return $remote;
    }

    public function get(string|int $key, string $group, bool $force, ?bool &$found): mixed
    {
        $id = self::id($key, $group);
        $found = array_key_exists($id, $this->known);
        if ((!$found || $force) && $this->isShared($id, $group)) {
            $value = $this->remote->get($id);
            $found = $this->remote->getResultCode() === Memcached::RES_SUCCESS;
            $this->judge($id);
            if ($found) $this->known[$id] = $value;
            else unset($this->known[$id]);
        }
        $found ? $this->cache_hits++ : $this->cache_misses++;
        return $found ? self::copy($this->known[$id]) : false;
    }

    /** @return array<string|int, mixed> false for what is not there */
    public function getMultiple(array $keys, string $group, bool $force): array
    {
        $wanted = [];
        foreach ($keys as $key) {
            $id = self::id($key, $group);
            if (($force || !array_key_exists($id, $this->known)) && $this->isShared($id, $group)) {
                $wanted[$this->nodeOf($id)][] = $id;
            }
        }
        foreach ($wanted as $ids) {
            $values = $this->remote->getMulti($ids);
            $this->judge($ids[0]);
            foreach ($values ?: [] as $id => $value) $this->known[$id] = $value;
        }
        $answer = [];
        foreach ($keys as $key) {
            $id = self::id($key, $group);
            $found = array_key_exists($id, $this->known);
            $found ? $this->cache_hits++ : $this->cache_misses++;
            $answer[$key] = $found ? self::copy($this->known[$id]) : false;
        }
        return $answer;
    }

    public function set(string|int $key, mixed $value, string $group, int $seconds): bool
    {
        $id = self::id($key, $group);
        $this->known[$id] = self::copy($value);
        if ($this->isShared($id, $group) && !$this->remote->set($id, $value, self::lifetime($seconds))) {
            $this->judge($id);
            // Too large, for example: the value before must not be taken for this one.
            if ($this->isShared($id, $group)) $this->remote->delete($id);
        }
        return true;
    }

    public function add(string|int $key, mixed $value, string $group, int $seconds): bool
    {
        $id = self::id($key, $group);
        if (wp_suspend_cache_addition() || array_key_exists($id, $this->known)) return false;
        if ($this->isShared($id, $group) && !$this->remote->add($id, $value, self::lifetime($seconds))) {
            if ($this->remote->getResultCode() === Memcached::RES_NOTSTORED) return false;
            $this->judge($id);
        }
        $this->known[$id] = self::copy($value);
        return true;
    }

    public function replace(string|int $key, mixed $value, string $group, int $seconds): bool
    {
        $this->get($key, $group, false, $found);
        return $found && $this->set($key, $value, $group, $seconds);
    }

    public function delete(string|int $key, string $group): bool
    {
        $id = self::id($key, $group);
        $known = array_key_exists($id, $this->known);
        unset($this->known[$id]);
        if (!$this->isShared($id, $group)) return $known;
        $deleted = $this->remote->delete($id);
        $this->judge($id);
        return $deleted || $known;
    }

    /** WordPress's rule: never below zero, and only what is there already. */
    public function addTo(string|int $key, int $difference, string $group): int|false
    {
        $id = self::id($key, $group);
        if ($this->isShared($id, $group)) {
            $value = $difference < 0 ? $this->remote->decrement($id, -$difference) : $this->remote->increment($id, $difference);
            $this->judge($id);
            if ($value === false) unset($this->known[$id]);
            else $this->known[$id] = $value;
            return $value;
        }
        if (!array_key_exists($id, $this->known)) return false;
        return $this->known[$id] = max(0, (int) $this->known[$id] + $difference);
    }

    public function flush(): bool
    {
        $this->forget();
        if ($this->remote === null) return true;
        return $this->remote->flush();
    }

    /** Forgets what this request knows; the nodes keep it. */
    public function forget(): void
    {
        $this->known = [];
    }

    public function keepLocal(array $groups): void
    {
        $this->localGroups += array_fill_keys($groups, true);
    }

    private function isShared(string $id, string $group): bool
    {
        return $this->remote !== null && !isset($this->localGroups[$group]) && !isset($this->down[$this->nodeOf($id)]);
    }

    private function nodeOf(string $id): string
    {
        $server = $this->remote->getServerByKey($id);
        return $server ? "$server[host]:$server[port]" : '';
    }

    /**
     * A node that times out does so once: for all of the request's keys, and for the requests of the next seconds. The
     * other nodes' keys are still served.
     */
    private function judge(string $id): void
    {
        if (in_array($this->remote->getResultCode(), self::SOUND, true)) return;
        $node = $this->nodeOf($id);
        $this->down[$node] = true;
        @touch(self::MARKS . $node);
    }

    /** Memcached takes no blanks and no more than 250 characters; nobody shall make two keys meet. */
    private static function id(string|int $key, string $group): string
    {
        return 'wp:' . hash('sha256', ($group === '' ? 'default' : $group) . "\0" . $key);
    }

    private static function lifetime(int $seconds): int
    {
        return $seconds > 0 ? min($seconds, self::LONGEST_SECONDS) : self::LONGEST_SECONDS;
    }

    private static function copy(mixed $value): mixed
    {
        return is_object($value) ? clone $value : $value;
    }
}

function wp_cache_init()
{
    $file = '/run/ha-web/cache-nodes.json';
    // The installer works without: what it leaves behind when it dies must not be remembered (boot.sh).
    $usable = getenv('HA_WEB_OBJECT_CACHE') !== 'off' && class_exists('Memcached') && is_readable($file);
    $nodes = $usable ? json_decode((string) file_get_contents($file), true) : [];
    $GLOBALS['wp_object_cache'] = new WP_Object_Cache(is_array($nodes) ? $nodes : []);
}

function wp_cache_get($key, $group = '', $force = false, &$found = null)
{
    return $GLOBALS['wp_object_cache']->get($key, $group, (bool) $force, $found);
}

function wp_cache_get_multiple($keys, $group = '', $force = false)
{
    return $GLOBALS['wp_object_cache']->getMultiple($keys, $group, (bool) $force);
}

function wp_cache_set($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->set($key, $data, $group, (int) $expire);
}

function wp_cache_add($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->add($key, $data, $group, (int) $expire);
}

function wp_cache_replace($key, $data, $group = '', $expire = 0)
{
    return $GLOBALS['wp_object_cache']->replace($key, $data, $group, (int) $expire);
}

function wp_cache_delete($key, $group = '')
{
    return $GLOBALS['wp_object_cache']->delete($key, $group);
}

function wp_cache_incr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->addTo($key, (int) $offset, $group);
}

function wp_cache_decr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->addTo($key, -(int) $offset, $group);
}

function wp_cache_flush()
{
    return $GLOBALS['wp_object_cache']->flush();
}

function wp_cache_flush_runtime()
{
    $GLOBALS['wp_object_cache']->forget();
    return true;
}

function wp_cache_supports($feature)
{
    return in_array($feature, ['get_multiple', 'flush_runtime'], true);
}

function wp_cache_add_non_persistent_groups($groups)
{
    $GLOBALS['wp_object_cache']->keepLocal((array) $groups);
}

// Of use to multisite only; WordPress calls the first one always.
function wp_cache_add_global_groups($groups)
{
}

function wp_cache_close()
{
    return true;
}
