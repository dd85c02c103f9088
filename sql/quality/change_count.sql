-- quality.change_count: one row a build and table of core that differs from the build before
create table quality.change_count (
    build_number integer not null,
    relation text not null,
    rows_added bigint not null check (rows_added >= 0),
    rows_removed bigint not null check (rows_removed >= 0),
    rows_changed bigint not null check (rows_changed >= 0),
    is_listed boolean not null,
    primary key (build_number, relation)
);

comment on table quality.change_count is 'one row a build and table of core that differs from the build before';
comment on column quality.change_count.build_number is 'the build, see quality.build';
comment on column quality.change_count.relation is 'the table';
comment on column quality.change_count.rows_added is 'rows that the build before did not have';
comment on column quality.change_count.rows_removed is 'rows that only the build before had';
comment on column quality.change_count.rows_changed is
'rows with the same key and another value; where a row stands in its article does not count';
comment on column quality.change_count.is_listed is
'whether quality.change has all of them: false for the first build, and where there were very many';
