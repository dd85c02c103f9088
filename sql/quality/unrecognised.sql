-- quality.unrecognised: one row a table, column, row, marker, template, infobox key or label that no vocabulary row names
create table quality.unrecognised (
    document_id text not null,
    table_index integer,
    row_index integer,
    what text not null,
    value text not null,
    heading text,
    reason text not null
);

comment on table quality.unrecognised is 'one row a table, column, row, marker, template, infobox key or label that no vocabulary row names';
comment on column quality.unrecognised.document_id is 'document, or file, by its path below raw/';
comment on column quality.unrecognised.table_index is
'table in the document, from 0; NULL outside tables';
comment on column quality.unrecognised.row_index is
'row in the table, from 0; NULL where it is not one row';
comment on column quality.unrecognised.what is
'table, column, row, marker, manufacturer, template, infobox_key or statistic';
comment on column quality.unrecognised.value is 'what stands in the source';
comment on column quality.unrecognised.heading is 'nearest heading';
comment on column quality.unrecognised.reason is 'why it is not understood and what to do';
