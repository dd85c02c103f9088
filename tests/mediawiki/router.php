<?php
// What `php -S` runs for each request: Wikipedia's addresses (/w/api.php, /w/rest.php, /wiki/Title), a log of
// every request, and faults on demand, which on Wikipedia come from the servers before MediaWiki.
//
// run/access.log   two JSON objects a request, at its start and at its end, see Request in running_wiki.py
// run/faults.json  a list of rules; the first that fits a request and is not used up answers it:
//   match    regular expression, searched for in the address (and in a POST's parameters after it)
//   after    so many fitting requests are let through first;  times: it answers so many, then never again
//   delay    seconds to wait first
//   status, headers, body   the answer; without a status the wiki answers, delayed, cut or renamed
//   body_bytes   the body is so many bytes long;  "{uri}" in a header is the address asked for
//   cut      Content-Length is that of the whole body, so many bytes of it are sent
//   content_type   what the wiki's own answer is said to be
$switches = getenv( 'MW_FOLDER' ) . '/run';
$asked = $_SERVER['REQUEST_URI'];
$started = microtime( true );
$fault = null;
$id = bin2hex( random_bytes( 8 ) );

/** Two lines a request, since its answer can reach the client before this script has ended. */
function logLine( string $switches, array $line ): void {
	$flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;
	file_put_contents( "$switches/access.log", json_encode( $line, $flags ) . "\n", FILE_APPEND | LOCK_EX );
}
logLine( $switches, [
	'id' => $id,
	'at' => $started,
	'method' => $_SERVER['REQUEST_METHOD'],
	'uri' => $asked,
	'parameters' => (object)( $_GET + $_POST ),
	'headers' => (object)array_change_key_case( getallheaders() ),
] );
register_shutdown_function( static function () use ( $switches, $id, $started, &$fault ) {
	$seconds = microtime( true ) - $started;
	logLine( $switches, [
		'id' => $id, 'seconds' => $seconds, 'status' => http_response_code(), 'fault' => $fault['number'] ?? null,
	] );
} );

/** The rule that answers this request, counted in run/faults.state, or null. */
function faultOf( string $switches, string $request ): ?array {
	$rules = json_decode( (string)@file_get_contents( "$switches/faults.json" ), true ) ?: [];
	$file = fopen( "$switches/faults.state", 'c+' );
	flock( $file, LOCK_EX );
	$met = json_decode( stream_get_contents( $file ), true ) ?: [];
	$found = null;
	foreach ( $rules as $number => $rule ) {
		if ( !preg_match( "\x01" . ( $rule['match'] ?? '' ) . "\x01u", $request ) ) {
			continue;
		}
		$met[$number] = ( $met[$number] ?? 0 ) + 1;
		$turn = $met[$number] - ( $rule['after'] ?? 0 );
		if ( $turn >= 1 && $turn <= ( $rule['times'] ?? PHP_INT_MAX ) ) {
			$found = $rule + [ 'number' => $number ];
			break;
		}
	}
	ftruncate( $file, 0 );
	rewind( $file );
	fwrite( $file, json_encode( (object)$met ) );
	fclose( $file );
	return $found;
}

/** Answers instead of the wiki, or arranges what becomes of the wiki's answer. */
function applyFault( array $fault, string $asked ): void {
	usleep( (int)( 1e6 * ( $fault['delay'] ?? 0 ) ) );
	if ( isset( $fault['status'] ) ) {
		http_response_code( $fault['status'] );
		header( 'Content-Type: text/html; charset=utf-8' );
		foreach ( $fault['headers'] ?? [] as $name => $value ) {
			header( "$name: " . str_replace( '{uri}', $asked, $value ) );
		}
		$left = $fault['body_bytes'] ?? 0;
		echo $left ? '' : $fault['body'] ?? "<h1>Error {$fault['status']}</h1>";
		for ( ; $left > 0; $left -= 65536 ) {
			echo str_repeat( ' ', min( $left, 65536 ) );
		}
		exit;
	}
	if ( isset( $fault['cut'] ) || isset( $fault['content_type'] ) ) {
		ob_start( static function ( $body ) use ( $fault ) {
			if ( isset( $fault['content_type'] ) ) {
				header( "Content-Type: {$fault['content_type']}" );
			}
			if ( isset( $fault['cut'] ) ) {
				header( 'Content-Length: ' . strlen( $body ) );
			}
			return substr( $body, 0, $fault['cut'] ?? null );
		} );
	}
}

if ( is_file( "$switches/faults.json" ) ) {
	$fault = faultOf( $switches, $asked . ( $_POST ? ' ' . http_build_query( $_POST ) : '' ) );
	if ( $fault ) {
		applyFault( $fault, $asked );
	}
}

$path = strtok( $asked, '?' );
if ( preg_match( '~^/w/(api|rest|index)\.php(/.*)?$~', $path, $parts ) ) {
	$entry = $parts[1];
	$rest = $parts[2] ?? '';
} elseif ( str_starts_with( $path, '/wiki/' ) ) {
	$entry = 'index';
	$rest = '';
} else {
	http_response_code( 404 );
	header( 'Content-Type: text/plain' );
	echo "There is nothing at $path";
	exit;
}
$root = getenv( 'MW_ROOT' );
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = "/w/$entry.php";
$_SERVER['SCRIPT_FILENAME'] = "$root/$entry.php";
$_SERVER['DOCUMENT_ROOT'] = dirname( $root );
unset( $_SERVER['PATH_INFO'] );
if ( $rest !== '' ) {
	$_SERVER['PATH_INFO'] = rawurldecode( $rest );
}
chdir( $root );
unset( $path, $parts, $rest, $switches, $asked, $started, $id );
require "$root/$entry.php";
