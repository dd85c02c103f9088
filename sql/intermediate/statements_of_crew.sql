-- intermediate.statements_of_crew
-- grain: one row a race, role, person or network, and list that names it, or leaves it out
-- key: race_id, fact, subject, stated_in, line_number, table_index, row_index
-- domain: statements
create or replace view intermediate.statements_of_crew as
with roles (field, medium, role) as (
    values
    ('television_network', 'television', 'network'),
    ('television_booth_announcer', 'television', 'booth_announcer'),
    ('television_pit_reporter', 'television', 'pit_reporter'),
    ('radio_network', 'radio', 'network'),
    ('radio_booth_announcer', 'radio', 'booth_announcer'),
    ('radio_turn_announcer', 'radio', 'turn_announcer'),
    ('radio_pit_reporter', 'radio', 'pit_reporter')
),

statements as (
    select * from quality.race_statement
),

crew as (
    select * from core.fct_broadcast_crew
),

races as (
    select * from core.dim_race
),

rejected as (
    select * from quality.rejected
),

named as (
    select
        statements.race_id,
        statements.document_id,
        statements.field,
        'infobox' as stated_in,
        statements.text_value as person_name,
        statements.text,
        statements.line_number,
        cast(null as integer) as table_index,
        cast(null as integer) as row_index
    from statements
    inner join roles on statements.field = roles.field
    union all
    select
        crew.race_id,
        crew.document_id,
        roles.field,
        'broadcast_crew' as stated_in,
        case when roles.role = 'network' then crew.network else crew.person_name end as person_name,
        null as text,
        null as line_number,
        crew.table_index,
        crew.row_index
    from crew
    inner join roles
        on
            crew.medium = roles.medium
            and roles.role in (crew.role, 'network')
),

-- One person, whatever the case, accents, punctuation and spaces of the name: AJ is A. J.
keyed as (
    select
        *,
        lower(strip_accents(translate(person_name, '., -', ''))) as person_key
    from named
    where person_name is not null
),

persons as (
    select
        race_id,
        document_id,
        field,
        stated_in,
        person_key,
        min(person_name) as person_name,
        min(line_number) as line_number,
        min(table_index) as table_index,
        min(row_index) as row_index
    from keyed
    group by race_id, document_id, field, stated_in, person_key
),

-- Texts in which a name may stand that was not read as one: of a list, and of cells that are
-- rejected because it cannot be told where a name ends.
texts as (
    select
        race_id,
        field,
        stated_in,
        text
    from named
    where text is not null
    union all
    select
        races.race_id,
        roles.field,
        'broadcast_crew' as stated_in,
        rejected.value as text
    from rejected
    inner join races on rejected.document_id = races.document_id
    inner join roles on rejected.column_name = roles.role
    where rejected.value is not null
),

text_keys as (
    select distinct
        race_id,
        field,
        stated_in,
        lower(strip_accents(translate(text, '., -', ''))) as text_key
    from texts
),

lists as (
    select
        race_id,
        document_id,
        field,
        stated_in,
        min(line_number) as line_number,
        min(table_index) as table_index
    from persons
    group by race_id, document_id, field, stated_in
    qualify count(*) over (partition by race_id, field) = 2
),

known as (
    select
        race_id,
        field,
        person_key,
        min(person_name) as person_name
    from persons
    group by race_id, field, person_key
)

select
    lists.race_id,
    lists.document_id,
    lists.field as fact,
    known.person_name as subject,
    lists.stated_in,
    cast(null as double) as number_value,
    case when persons.person_key is null then 'not named' else known.person_name end as text_value,
    coalesce(persons.line_number, lists.line_number) as line_number,
    coalesce(persons.table_index, lists.table_index) as table_index,
    persons.row_index
from lists
inner join known
    on
        lists.race_id = known.race_id
        and lists.field = known.field
left join persons
    on
        lists.race_id = persons.race_id
        and lists.field = persons.field
        and lists.stated_in = persons.stated_in
        and known.person_key = persons.person_key
where
    persons.person_key is not null
    or not exists (
        select 1
        from text_keys
        where
            text_keys.race_id = lists.race_id
            and text_keys.field = lists.field
            and text_keys.stated_in = lists.stated_in
            and contains(text_keys.text_key, known.person_key)
    );

comment on view intermediate.statements_of_crew is
'one row a race, role, person or network, and list that names it, or leaves it out: the broadcast by infobox and by tables, for roles that both list; see marts.reconciliation';
comment on column intermediate.statements_of_crew.race_id is 'the race, see core.dim_race';
comment on column intermediate.statements_of_crew.document_id is 'source document: its path below raw/';
comment on column intermediate.statements_of_crew.fact is
'the role, such as radio_turn_announcer, or television_network: a field of quality.race_statement';
comment on column intermediate.statements_of_crew.subject is 'the person or network';
comment on column intermediate.statements_of_crew.stated_in is 'infobox or broadcast_crew';
comment on column intermediate.statements_of_crew.number_value is 'always NULL: they are names';
comment on column intermediate.statements_of_crew.text_value is
'the name; not named, where this list has others only';
comment on column intermediate.statements_of_crew.line_number is 'line of the infobox';
comment on column intermediate.statements_of_crew.table_index is
'source table: its number in the document, from 0; NULL for the infobox';
comment on column intermediate.statements_of_crew.row_index is
'source row, see staging.table_row; NULL for the infobox, and where it is not named';
