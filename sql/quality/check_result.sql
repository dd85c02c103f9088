-- quality.check_result: one row a check of this warehouse
create table quality.check_result (
    check_name text not null,
    relation text not null,
    severity text not null check (severity in ('error', 'warn')),
    is_passed boolean not null,
    offending_rows bigint not null,
    sample text,
    description text not null,
    primary key (check_name, relation)
);

comment on table quality.check_result is 'one row a check of this warehouse';
comment on column quality.check_result.check_name is 'name of the rule, see sql/checks';
comment on column quality.check_result.relation is 'the table or view it is about';
comment on column quality.check_result.severity is
'error: nothing is published if it fails; warn: published and shown';
comment on column quality.check_result.is_passed is 'whether no row breaks the rule';
comment on column quality.check_result.offending_rows is 'rows that break the rule';
comment on column quality.check_result.sample is 'first of these rows, as JSON';
comment on column quality.check_result.description is 'what the rule says';
