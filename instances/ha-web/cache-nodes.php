<?php

/**
 * Asks the cache's configuration endpoint for its nodes (`config get cluster`) and prints them as JSON:
 * [["name", port], …]. Names, not addresses: a replaced node keeps its name and with it its share of the keys.
 * Fails with 1 and one line on stderr.
 */

const TIMEOUT_SECONDS = 3;

function cache_nodes(string $endpoint): array
{
    $connection = @stream_socket_client("tcp://$endpoint", $code, $message, TIMEOUT_SECONDS);
    if ($connection === false) throw new RuntimeException($message);
    stream_set_timeout($connection, TIMEOUT_SECONDS);
    fwrite($connection, "config get cluster\r\n");
    $first = (string) fgets($connection, 1024);
    if (!str_starts_with($first, 'CONFIG cluster ')) {
        throw new RuntimeException('not a configuration endpoint: it answers ' . json_encode(trim($first)));
    }
    fgets($connection, 1024); // the configuration's version
    $nodes = array_map(fn ($node) => explode('|', $node), explode(' ', trim((string) fgets($connection, 65536))));
    return array_map(fn ($node) => [$node[0], (int) ($node[2] ?? 0)], array_filter($nodes, fn ($node) => count($node) === 3));
}

try {
    $site = json_decode(file_get_contents('/etc/ha-web/site.json'), true, 8, JSON_THROW_ON_ERROR);
    $nodes = cache_nodes($site['cacheEndpoint']);
    if ($nodes === []) throw new RuntimeException('it names no node');
    echo json_encode($nodes), "\n";
} catch (Throwable $problem) {
    fwrite(STDERR, 'cache: ' . $problem->getMessage() . "\n");
    exit(1);
}
