-- staging.table_row: one row a table row of every document, verbatim; captions above a table have a row_index below 0
create table staging.table_row (
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    line_number integer not null,
    heading text,
    table_kind text,
    row_kind text not null,
    cells text[] not null,
    source text not null,
    primary key (document_id, table_index, row_index)
);

comment on table staging.table_row is 'one row a table row of every document, verbatim; captions above a table have a row_index below 0';
comment on column staging.table_row.document_id is 'source document: its path below raw/';
comment on column staging.table_row.table_index is
'source table: its number in the document, from 0';
comment on column staging.table_row.row_index is
'source row: its number in the table, from 0; see staging.table_row';
comment on column staging.table_row.line_number is 'line of the document, from 1';
comment on column staging.table_row.heading is 'nearest heading or caption above';
comment on column staging.table_row.table_kind is
'kind of table, as recognised; NULL where it is not';
comment on column staging.table_row.row_kind is
'data, header, title, caption, footer, section, note, empty, malformed; non_starter: below Failed to qualify; kept, unknown: of a table without facts; infobox, layout, navigation';
comment on column staging.table_row.cells is 'cells as clean text';
comment on column staging.table_row.source is 'the line as it stands in the document';
