-- quality.rejected: one row a file, document, table, row or cell that was not loaded, with the reason
create table quality.rejected (
    document_id text not null,
    table_index integer,
    row_index integer,
    level text not null check (level in ('file', 'document', 'table', 'row', 'cell')),
    column_name text,
    value text,
    reason_code text not null,
    reason text not null
);

comment on table quality.rejected is 'one row a file, document, table, row or cell that was not loaded, with the reason';
comment on column quality.rejected.document_id is 'document, or file, by its path below raw/';
comment on column quality.rejected.table_index is
'table in the document, from 0; NULL outside tables';
comment on column quality.rejected.row_index is
'row in the table, from 0; NULL where it is not one row';
comment on column quality.rejected.level is
'what was not loaded; of a rejected cell, the rest of its row is';
comment on column quality.rejected.column_name is 'column of a rejected cell';
comment on column quality.rejected.value is 'what stands in the source';
comment on column quality.rejected.reason_code is 'stable short name of the reason';
comment on column quality.rejected.reason is 'what is wrong and what to do';
