-- quality.build: one row a build that was published, kept from build to build
create table quality.build (
    build_number integer not null check (build_number > 0),
    made_at timestamp not null,
    version text not null,
    duckdb_version text not null,
    documents bigint not null,
    races bigint not null,
    content_sha256 text not null,
    sql_sha256 text not null,
    compared_with integer,
    history_from text,
    primary key (build_number)
);

comment on table quality.build is 'one row a build that was published, kept from build to build';
comment on column quality.build.build_number is
'number of the build; a build of the same input by the same code keeps its number';
comment on column quality.build.made_at is
'when it was made, in UTC, by the clock of the machine; builds are in order by their number';
comment on column quality.build.version is 'version of nascar-warehouse';
comment on column quality.build.duckdb_version is 'version of DuckDB that wrote the file';
comment on column quality.build.documents is 'documents found in raw/';
comment on column quality.build.races is 'races loaded';
comment on column quality.build.content_sha256 is 'checksum of all that the build was made of';
comment on column quality.build.sql_sha256 is 'checksum of sql/, and of what reads it';
comment on column quality.build.compared_with is
'number of the build that its changes are held against, which is an older one after a restore; 0: a file without a number; NULL: there was none';
comment on column quality.build.history_from is
'file that it is held against; NULL: there was none that could be read';
