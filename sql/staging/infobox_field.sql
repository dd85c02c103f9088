-- staging.infobox_field: one row a key of an infobox, verbatim
create table staging.infobox_field (
    document_id text not null,
    line_number integer not null,
    key text not null,
    value text not null,
    field text,
    primary key (document_id, line_number)
);

comment on table staging.infobox_field is 'one row a key of an infobox, verbatim';
comment on column staging.infobox_field.document_id is 'source document: its path below raw/';
comment on column staging.infobox_field.line_number is 'line of the document, from 1';
comment on column staging.infobox_field.key is 'key as it stands';
comment on column staging.infobox_field.value is 'value as it stands';
comment on column staging.infobox_field.field is 'what it fills; NULL where it is kept only here';
