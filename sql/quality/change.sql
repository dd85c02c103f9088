-- quality.change: one row a value that changed, and a row that came or went, from one build to the next
create table quality.change (
    build_number integer not null,
    relation text not null,
    race_id text,
    row_key text,
    change text not null check (change in ('added', 'removed', 'changed')),
    column_name text,
    old_value text,
    new_value text,
    row_count bigint not null check (row_count > 0),
    cause text,
    old_document_id text,
    old_revision_id bigint,
    new_document_id text,
    new_revision_id bigint
);

comment on table quality.change is 'one row a value that changed, and a row that came or went, from one build to the next';
comment on column quality.change.build_number is 'the build that has the new state, see quality.build';
comment on column quality.change.relation is 'the table, see quality.change_count';
comment on column quality.change.race_id is 'the race; NULL in tables that are of no one race';
comment on column quality.change.row_key is
'key of the row; NULL: all rows of a race that came or went as a whole';
comment on column quality.change.change is 'added, removed or changed';
comment on column quality.change.column_name is 'the column that changed; NULL for whole rows';
comment on column quality.change.old_value is 'value in the build before';
comment on column quality.change.new_value is 'value in this build';
comment on column quality.change.row_count is 'rows that it stands for: 1, or those of a whole race';
comment on column quality.change.cause is
'new race, race gone, new text: another text of the article; same text: other code, vocabulary or corrections; NULL in tables that are of no one race';
comment on column quality.change.old_document_id is 'document of the race in the build before';
comment on column quality.change.old_revision_id is 'its revision, where known';
comment on column quality.change.new_document_id is 'document of the race in this build';
comment on column quality.change.new_revision_id is 'its revision, where known: the one that caused the change';
