-- quality.data_dictionary: one row a column of every table and view of this warehouse
create table quality.data_dictionary (
    relation text not null,
    column_number integer not null,
    column_name text not null,
    data_type text not null,
    is_nullable boolean not null,
    is_key boolean not null,
    unit text,
    description text not null,
    relation_kind text not null check (relation_kind in ('table', 'view')),
    relation_description text not null,
    primary key (relation, column_name)
);

comment on table quality.data_dictionary is 'one row a column of every table and view of this warehouse';
comment on column quality.data_dictionary.relation is 'table or view, with its schema';
comment on column quality.data_dictionary.column_number is 'place of the column, from 1';
comment on column quality.data_dictionary.column_name is 'name of the column in its table or view';
comment on column quality.data_dictionary.data_type is 'type of its values';
comment on column quality.data_dictionary.is_nullable is 'whether it may be unknown (NULL)';
comment on column quality.data_dictionary.is_key is 'whether it is part of the key: of the primary key of a table, or of what tells the rows of a view apart';
comment on column quality.data_dictionary.unit is
's, mph or mi; NULL: a count, a number, a text or a truth value';
comment on column quality.data_dictionary.description is 'what it means';
comment on column quality.data_dictionary.relation_kind is 'table or view';
comment on column quality.data_dictionary.relation_description is 'what one row of the relation is';
