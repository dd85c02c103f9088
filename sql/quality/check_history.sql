-- quality.check_history: one row a build and check, of the last 1,000 builds
create table quality.check_history (
    build_number integer not null,
    check_name text not null,
    relation text not null,
    severity text not null,
    is_passed boolean not null,
    offending_rows bigint not null,
    primary key (build_number, check_name, relation)
);

comment on table quality.check_history is 'one row a build and check, of the last 1,000 builds';
comment on column quality.check_history.build_number is 'the build, see quality.build';
comment on column quality.check_history.check_name is 'name of the rule, see sql/checks';
comment on column quality.check_history.relation is 'the table or view it is about';
comment on column quality.check_history.severity is
'error: nothing is published if it fails; warn: published and shown';
comment on column quality.check_history.is_passed is 'whether no row broke the rule';
comment on column quality.check_history.offending_rows is 'rows that broke the rule';
