-- core.fct_broadcast_crew: one row a race, medium and person on the broadcast
-- domain: broadcast
create table core.fct_broadcast_crew (
    race_id text not null,
    medium text not null check (medium in ('television', 'radio')),
    person_number integer not null check (person_number > 0),
    network text,
    role text not null,
    assignment text,
    person_name text not null,
    is_inferred boolean not null,
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, medium, person_number)
);

comment on table core.fct_broadcast_crew is 'one row a race, medium and person on the broadcast';
comment on column core.fct_broadcast_crew.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_broadcast_crew.medium is 'television or radio';
comment on column core.fct_broadcast_crew.person_number is
'number of the person in the article''s order, from 1';
comment on column core.fct_broadcast_crew.network is 'network, such as NBC; NULL: unknown';
comment on column core.fct_broadcast_crew.role is 'role, such as booth_announcer';
comment on column core.fct_broadcast_crew.assignment is
'what the person does or covers, as stated, such as Turns 1 & 2; NULL: nothing is stated';
comment on column core.fct_broadcast_crew.person_name is 'who it is, by the name in the article';
comment on column core.fct_broadcast_crew.is_inferred is
'the source has lost the break between names; it was set by the shape of names';
comment on column core.fct_broadcast_crew.document_id is 'source document: its path below raw/';
comment on column core.fct_broadcast_crew.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_broadcast_crew.row_index is
'source row: its number in the table, from 0; see staging.table_row';
