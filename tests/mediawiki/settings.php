<?php
// The settings of the test wiki, the same for every run. MW_FOLDER is the run's own folder (database, logs,
// switches in run/), MW_PORT the port it is served on, unset in maintenance scripts.
$folder = getenv( 'MW_FOLDER' );
$switches = "$folder/run";

$wgSitename = 'Test wiki';
$wgServer = $wgCanonicalServer = 'http://127.0.0.1:' . ( getenv( 'MW_PORT' ) ?: '80' );
$wgScriptPath = '/w';
$wgArticlePath = '/wiki/$1';
$wgLanguageCode = 'en';
$wgSecretKey = 'a test wiki on loopback has no secrets';
$wgDBtype = 'sqlite';
$wgDBname = 'wiki';
$wgSQLiteDataDir = "$folder/database";
// No waiting for the disk: what a power cut would lose is made again.
$wgDBservers = [ [
	'type' => 'sqlite',
	'dbname' => $wgDBname,
	'dbDirectory' => $wgSQLiteDataDir,
	'variables' => [ 'synchronous' => 'OFF' ],
	'load' => 1,
	'flags' => DBO_DEFAULT,
] ];
$wgUploadDirectory = "$folder/images";
$wgTmpDirectory = "$folder/tmp";
// Debian's own settings point these at /var, shared by every wiki of the machine.
$wgDBerrorLog = "$folder/log/database.log";
foreach ( [ 'exception', 'error', 'fatal' ] as $group ) {
	$wgDebugLogGroups[$group] = "$folder/log/$group.log";
}
// The translations are the version's, not the run's.
$wgCacheDirectory = dirname( $IP ) . '/translations';
if ( !is_dir( $wgCacheDirectory ) ) {
	mkdir( $wgCacheDirectory );
}
$wgLocalisationCacheConf['store'] = 'array';

$wgPingback = false;
$wgEnableEmail = false;
$wgJobRunRate = 0;                     // no background work inside requests
$wgMainCacheType = CACHE_NONE;         // maintenance scripts and the server must see the same state
$wgParserCacheType = CACHE_NONE;
$wgSessionCacheType = CACHE_DB;
$wgMessageCacheType = CACHE_NONE;
$wgDisableSearchUpdate = true;         // nobody searches, and the index takes longer than the page
$wgEnableUploads = true;
$wgFileExtensions[] = 'svg';
$wgSVGConverter = 'rsvg';
$wgGenerateThumbnailOnParse = false;   // an address is enough: no picture is ever asked for
$wgParserEnableLegacyMediaDOM = false; // as on Wikipedia, pictures and headings too
$wgParserEnableLegacyHeadingDOM = false;
$wgFragmentMode = [ 'html5', 'legacy' ];
$wgDefaultSkin = 'fallback';
$wgScribuntoDefaultEngine = 'luasandbox';
foreach ( [ 'Cite', 'ParserFunctions', 'Scribunto', 'TemplateStyles' ] as $extension ) {
	if ( is_dir( "$IP/extensions/$extension" ) ) {
		wfLoadExtension( $extension );
	}
}

// run/lag holds seconds: MediaWiki's own error for every request with a smaller maxlag.
$wgHooks['ApiMaxLagInfo'][] = static function ( &$lag ) use ( $switches ) {
	if ( is_file( "$switches/lag" ) ) {
		$lag = [ 'host' => 'test-database', 'lag' => (float)file_get_contents( "$switches/lag" ), 'type' => 'db' ];
	}
};
// run/readonly exists: nobody can write, reads go on.
if ( is_file( "$switches/readonly" ) ) {
	$wgReadOnly = 'The test made it read-only.';
}

// The TemplateStyles extension is in Debian's package from 1.44 on only. Core tells styles that occur twice
// by data-mw-deduplicate, so this tag gives what live articles carry.
if ( !is_dir( "$IP/extensions/TemplateStyles" ) ) {
	$wgHooks['ParserFirstCallInit'][] = static function ( $parser ) {
		$parser->setHook( 'templatestyles', static function ( $text, array $attributes, $parser ) {
			$title = Title::newFromText( $attributes['src'] ?? '', NS_TEMPLATE );
			[ $css, $title ] = $title ? $parser->fetchTemplateAndTitle( $title ) : [ false, null ];
			if ( $css === false || $css === null ) {
				return '<strong class="error">Error: no such style sheet</strong>';
			}
			$mark = [ 'data-mw-deduplicate' => 'TemplateStyles:r' . $title->getLatestRevID() ];
			return [ Html::rawElement( 'style', $mark, trim( $css ) ), 'markerType' => 'nowiki' ];
		} );
	};
}
