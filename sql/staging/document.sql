-- staging.document: one row a document found in raw/
create table staging.document (
    document_id text not null,
    title text not null,
    series_id text not null,
    season integer not null,
    format text not null,
    page_id bigint,
    revision_id bigint,
    revision_timestamp text,
    sha256 text not null,
    sidecar_sha256 text,
    source_url text,
    licence text,
    retrieved_at text,
    race_id text,
    is_loaded boolean not null,
    primary key (document_id)
);

comment on table staging.document is 'one row a document found in raw/';
comment on column staging.document.document_id is 'source document: its path below raw/';
comment on column staging.document.title is 'title of the article';
comment on column staging.document.series_id is 'series by the folder it lies in';
comment on column staging.document.season is 'season by the folder it lies in';
comment on column staging.document.format is 'form of the document: txt, wikitext or html';
comment on column staging.document.page_id is
'page of the wiki, which it stays when it is moved; where the sidecar has it';
comment on column staging.document.revision_id is
'revision of the article, where the file name or the sidecar has it';
comment on column staging.document.revision_timestamp is
'when the revision was made, in UTC, where the sidecar has it';
comment on column staging.document.sha256 is 'checksum of the file';
comment on column staging.document.sidecar_sha256 is
'checksum of the file when it was landed, by its sidecar';
comment on column staging.document.source_url is 'address of the article';
comment on column staging.document.licence is 'licence of the text';
comment on column staging.document.retrieved_at is 'when it was retrieved, where known';
comment on column staging.document.race_id is 'the race it describes; NULL where it is not loaded';
comment on column staging.document.is_loaded is
'whether its facts are in core; if not, quality.rejected has the reason';
