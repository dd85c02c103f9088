-- quality.column_lineage: one row a column of a view and a column that it is made of, read from the SQL of the view
create table quality.column_lineage (
    relation text not null,
    column_name text not null,
    source_relation text not null,
    source_column text not null,
    primary key (relation, column_name, source_relation, source_column)
);

comment on table quality.column_lineage is 'one row a column of a view and a column that it is made of, read from the SQL of the view';
comment on column quality.column_lineage.relation is 'the view';
comment on column quality.column_lineage.column_name is 'column of this view';
comment on column quality.column_lineage.source_relation is
'table or view that the SQL of the view reads; a view has rows of its own here';
comment on column quality.column_lineage.source_column is
'column of it that the value is made of; columns that only choose or join rows are not listed';
