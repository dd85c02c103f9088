<?php
// Changes pages as their editors and administrators would, without a request to the server: what is in the
// access log is the client's alone. Reads JSON objects, one a line; writes one result a line.
//   {"do": "edit", "title": ..., "text": ...}             -> {"page_id": ..., "revision_id": ...}
//   {"do": "delete", "title": ...}, {"do": "move", "title": ..., "to": ...}   (a redirect is left behind)
//   {"do": "suppress", "title": ..., "revision_id": ...}  the text is hidden; MediaWiki does not
//                                                         let that happen to a page's newest revision
require_once getenv( 'MW_ROOT' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\RevisionRecord;
use MediaWiki\Revision\SlotRecord;

class ChangePages extends Maintenance {
	public function execute() {
		$user = User::newSystemUser( 'Maintenance script', [ 'steal' => true ] );
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$change = json_decode( $line, true, 8, JSON_THROW_ON_ERROR );
			$result = $this->change( $change, $user );
			DeferredUpdates::doUpdates();
			$this->output( json_encode( $result ) . "\n" );
		}
	}

	private function change( array $change, User $user ): array {
		$services = MediaWikiServices::getInstance();
		$title = $services->getTitleFactory()->newFromTextThrow( $change['title'] );
		$page = $services->getWikiPageFactory()->newFromTitle( $title );
		if ( $change['do'] !== 'edit' && !$page->exists() ) {
			$this->fatalError( "there is no page '{$change['title']}'" );
		}
		switch ( $change['do'] ) {
			case 'edit':
				$updater = $page->newPageUpdater( $user );
				$updater->setContent( SlotRecord::MAIN, ContentHandler::makeContent( $change['text'], $title ) );
				$updater->saveRevision( CommentStoreComment::newUnsavedComment( 'a test' ) );
				$status = $updater->getStatus();
				break;
			case 'delete':
				$status = $services->getDeletePageFactory()->newDeletePage( $page, $user )->deleteUnsafe( 'a test' );
				break;
			case 'move':
				$to = $services->getTitleFactory()->newFromTextThrow( $change['to'] );
				$status = $services->getMovePageFactory()->newMovePage( $title, $to )->move( $user, 'a test', true );
				break;
			case 'suppress':
				if ( $page->getLatest() === $change['revision_id'] ) {
					$this->fatalError( "revision {$change['revision_id']} is the newest of '{$change['title']}'" );
				}
				$database = $this->getDB( DB_PRIMARY );
				$where = [ 'rev_id' => $change['revision_id'], 'rev_page' => $page->getId() ];
				$database->update( 'revision', [ 'rev_deleted' => RevisionRecord::DELETED_TEXT ], $where, __METHOD__ );
				$status = Status::newGood();
				if ( !$database->affectedRows() ) {
					$this->fatalError( "'{$change['title']}' has no revision {$change['revision_id']}" );
				}
				break;
			default:
				$this->fatalError( "'{$change['do']}' is no change" );
		}
		if ( !$status->isOK() ) {
			$this->fatalError( json_encode( $status->getErrors() ) );
		}
		$page->clear();
		return [ 'page_id' => $page->getId(), 'revision_id' => $page->getLatest() ];
	}
}

$maintClass = ChangePages::class;
require_once RUN_MAINTENANCE_IF_MAIN;
