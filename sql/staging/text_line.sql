-- staging.text_line: one row a line of text outside tables and infobox, verbatim
create table staging.text_line (
    document_id text not null,
    line_number integer not null,
    heading text,
    line_kind text not null,
    text text not null,
    field text,
    primary key (document_id, line_number)
);

comment on table staging.text_line is 'one row a line of text outside tables and infobox, verbatim';
comment on column staging.text_line.document_id is 'source document: its path below raw/';
comment on column staging.text_line.line_number is 'line of the document, from 1';
comment on column staging.text_line.heading is 'headings above, outermost first';
comment on column staging.text_line.line_kind is 'paragraph or list_item';
comment on column staging.text_line.text is
'the paragraph or list item as clean text, without markup';
comment on column staging.text_line.field is
'the race statistic it fills; NULL where it is kept only here';
