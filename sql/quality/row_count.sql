-- quality.row_count: one row a table and view that the file holds the rows of: all but those of intermediate
create table quality.row_count (
    relation text not null,
    row_count bigint not null check (row_count >= 0),
    primary key (relation)
);

comment on table quality.row_count is 'one row a table and view that the file holds the rows of: all but those of intermediate';
comment on column quality.row_count.relation is 'table or view, with its schema';
comment on column quality.row_count.row_count is 'rows that it has in this build';
