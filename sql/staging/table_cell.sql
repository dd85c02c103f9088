-- staging.table_cell: one row a cell of every table, where it begins, with what became of it
-- key: document_id, table_index, row_index, column_index
-- not declared as primary key: its index would be the largest part of the file
create table staging.table_cell (
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    column_index integer not null,
    row_span integer not null,
    column_span integer not null,
    is_header boolean not null,
    text text not null,
    link text,
    markers text[] not null,
    footnotes text[] not null,
    column_name text,
    cell_kind text not null,
    source text not null
);

comment on table staging.table_cell is 'one row a cell of every table, where it begins, with what became of it';
comment on column staging.table_cell.document_id is 'source document: its path below raw/';
comment on column staging.table_cell.table_index is
'source table: its number in the document, from 0';
comment on column staging.table_cell.row_index is
'source row: its number in the table, from 0; see staging.table_row';
comment on column staging.table_cell.column_index is
'first column that the cell covers, from 0';
comment on column staging.table_cell.row_span is 'rows that the cell asks to cover';
comment on column staging.table_cell.column_span is 'columns that the cell covers';
comment on column staging.table_cell.is_header is
'whether it is marked up as a header; false in flattened text, which does not say';
comment on column staging.table_cell.text is
'clean text: no markup, markers or footnote marks; line breaks as in the article';
comment on column staging.table_cell.link is
'title of the first page that the cell links to; NULL where there is none';
comment on column staging.table_cell.markers is 'markers of the text, such as R of (R)';
comment on column staging.table_cell.footnotes is
'footnote marks of the text, such as † or 1 of [1]';
comment on column staging.table_cell.column_name is
'what its column means, in a data row; NULL where that is not known';
comment on column staging.table_cell.cell_kind is
'fact: read into core; known: understood, core has no column for it; rejected, not_loaded, unrecognised: see quality; else the kind of its row or the role of its table';
comment on column staging.table_cell.source is
'the cell as it stands in the document, attributes and all';
