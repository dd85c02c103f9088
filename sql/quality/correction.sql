-- quality.correction: one row a correction of a loaded race, see vocabulary/corrections.csv
create table quality.correction (
    line_number integer not null,
    race_id text not null,
    document_id text not null,
    table_kind text not null,
    row_keys text,
    table_index integer,
    row_index integer,
    column_name text not null,
    expected_value text not null,
    found_value text,
    corrected_value text not null,
    status text not null check (status in (
        'applied', 'already_correct', 'no_longer_matches', 'no_such_row', 'several_rows',
        'no_such_column', 'not_read', 'corrected_twice', 'unreadable'
    )),
    problem text check ((status = 'applied') = (problem is null)),
    reason text not null,
    source text not null,
    primary key (line_number)
);

comment on table quality.correction is
'one row a correction of a loaded race, see vocabulary/corrections.csv';
comment on column quality.correction.line_number is 'line of vocabulary/corrections.csv';
comment on column quality.correction.race_id is 'race whose article has the error';
comment on column quality.correction.document_id is 'the article';
comment on column quality.correction.table_kind is
'kind of table, or race: a field of the infobox or the race statistics';
comment on column quality.correction.row_keys is 'texts that select the row; NULL outside tables';
comment on column quality.correction.table_index is
'table in the document, from 0; NULL outside tables, or if no one row is selected';
comment on column quality.correction.row_index is
'row in the table, from 0; facts made of it have the same document_id, table_index, row_index';
comment on column quality.correction.column_name is 'column or field that is corrected';
comment on column quality.correction.expected_value is
'text that the article had when the line was written; empty: a blank cell';
comment on column quality.correction.found_value is
'text that the article has, as staging shows it; NULL if there is no such cell';
comment on column quality.correction.corrected_value is
'text that core is made of, if applied; empty: nothing stated';
comment on column quality.correction.status is
'applied, or why it is not (unreadable: it is, but no value can be made of it); every other status stops publication';
comment on column quality.correction.problem is
'what is wrong and what to do, in a sentence; NULL if applied';
comment on column quality.correction.reason is 'why the text of the article is wrong';
comment on column quality.correction.source is 'where the right value is published';
