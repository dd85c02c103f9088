-- marts.reconciliation
-- grain: one row a race, fact, subject and pair of statements: the first of them with each other
-- key: reconciliation_id
-- domain: statements
-- portions: race_id
-- chart: rows by is_agreed
create or replace view marts.reconciliation as
with statements as (
    select * from intermediate.statements_outside_tables
    union all
    select * from intermediate.statements_of_qualifying
    union all
    select * from intermediate.statements_of_results
    union all
    select * from intermediate.statements_of_cars
    union all
    select * from intermediate.statements_of_standings
    union all
    select * from intermediate.statements_of_crew
),

-- How far two numbers may differ, as they are or as a share of the first; others must be the same.
tolerances (fact, is_computed, absolute, share, reason) as (
    values
    ('track_length_miles', false, 0, 0.01, 'rounded names of a length, in miles and in kilometres'),
    ('distance_miles', false, 0, 0.01, 'rounded names of a distance, in miles and in kilometres'),
    ('average_speed_mph', false, 0.05, 0, 'one may be rounded to a tenth'),
    ('race_time_seconds', false, 1, 0, 'one may leave out fractions of a second'),
    ('pole_time_seconds', false, 0.005, 0, 'one may be rounded to a hundredth'),
    ('pole_speed_mph', false, 0.05, 0, 'one may be rounded to a tenth'),
    ('margin_of_victory_seconds', false, 0.005, 0, 'one may be rounded to a hundredth'),
    ('track_length_miles', true, 0, 0.01, 'a nominal length is not where a lap is measured'),
    ('distance_miles', true, 0, 0.01, 'a nominal length, taken times the laps'),
    ('average_speed_mph', true, 0, 0.01, 'a nominal distance: 400 miles may be 399')
),

-- Which of several statements is the first.
places (stated_in, place_number) as (
    values
    ('infobox', 1),
    ('statistics', 2),
    ('lead', 3),
    ('entry', 4),
    ('race_result', 5),
    ('qualifying', 6),
    ('stage', 7),
    ('practice', 8),
    ('stage_result', 9),
    ('broadcast_crew', 10),
    ('driver_standing', 11),
    ('manufacturer_standing', 12),
    ('computed', 13)
),

ordered as (
    select
        statements.*,
        places.place_number,
        coalesce(
            statements.text_value, format('{:.10g}', statements.number_value)
        ) as shown_value
    from statements
    inner join places on statements.stated_in = places.stated_in
),

-- each beside the first one: a window, since to join so many with themselves takes longer
beside_first as (
    select
        *,
        row_number() over statements_of_a_fact as statement_order,
        first_value(document_id) over statements_of_a_fact as first_document_id,
        first_value(stated_in) over statements_of_a_fact as first_stated_in,
        first_value(shown_value) over statements_of_a_fact as first_value,
        first_value(number_value) over statements_of_a_fact as first_number_value,
        first_value(line_number) over statements_of_a_fact as first_line_number,
        first_value(table_index) over statements_of_a_fact as first_table_index,
        first_value(row_index) over statements_of_a_fact as first_row_index
    from ordered
    window
        statements_of_a_fact as (
            partition by race_id, fact, subject
            order by
                place_number asc,
                line_number asc nulls last,
                table_index asc nulls last,
                row_index asc nulls last
        )
),

pairs as (
    select
        others.race_id,
        others.first_document_id as document_id,
        others.fact,
        others.subject,
        others.first_stated_in,
        others.first_value,
        others.first_line_number,
        others.first_table_index,
        others.first_row_index,
        others.stated_in as second_stated_in,
        others.shown_value as second_value,
        others.line_number as second_line_number,
        others.table_index as second_table_index,
        others.row_index as second_row_index,
        round(others.number_value - others.first_number_value, 6) as difference,
        case
            when others.first_number_value is not null
                then
                    greatest(
                        coalesce(tolerances.absolute, 0),
                        coalesce(tolerances.share, 0) * abs(others.first_number_value)
                    )
        end as tolerance,
        tolerances.reason as tolerance_reason
    from beside_first as others
    left join tolerances
        on
            others.fact = tolerances.fact
            and (others.stated_in = 'computed') = tolerances.is_computed
    where others.statement_order > 1
)

select
    concat_ws(
        ' ',
        race_id,
        fact,
        subject,
        concat_ws(
            ':', second_stated_in, second_line_number, second_table_index, second_row_index
        )
    ) as reconciliation_id,
    *,
    case
        when tolerance is null then first_value = second_value
        else abs(difference) <= tolerance
    end as is_agreed
from pairs;

comment on view marts.reconciliation is
'one row a race, fact, subject and pair of statements: the first of them with each other: every fact that an article states twice, whether the two agree, and both source rows';
comment on column marts.reconciliation.reconciliation_id is
'race, fact, subject, and where the second value is stated';
comment on column marts.reconciliation.race_id is 'the race, see core.dim_race';
comment on column marts.reconciliation.document_id is 'source document: its path below raw/';
comment on column marts.reconciliation.fact is
'what is stated: a field of quality.race_statement, or one of intermediate.statements_of_cars or intermediate.statements_of_standings';
comment on column marts.reconciliation.subject is
'the car, driver, manufacturer, person or network that it is about; NULL: the race';
comment on column marts.reconciliation.first_stated_in is
'where it is stated first: infobox, statistics, lead, or a kind of table';
comment on column marts.reconciliation.first_value is 'the value there';
comment on column marts.reconciliation.first_line_number is
'line of the first value, if it stands outside tables';
comment on column marts.reconciliation.first_table_index is 'table of the first value, from 0';
comment on column marts.reconciliation.first_row_index is
'row of the first value, see staging.table_row; NULL where it is made of several rows';
comment on column marts.reconciliation.second_stated_in is
'where else it is stated; computed: what other values of the article give';
comment on column marts.reconciliation.second_value is
'the value there; not named: the list leaves the person out';
comment on column marts.reconciliation.second_line_number is
'line of the second value, if it stands outside tables';
comment on column marts.reconciliation.second_table_index is 'table of the second value, from 0';
comment on column marts.reconciliation.second_row_index is
'row of the second value, see staging.table_row; NULL where it is made of several rows';
comment on column marts.reconciliation.difference is
'second value minus first, if they are numbers';
comment on column marts.reconciliation.tolerance is 'how far apart the numbers may be';
comment on column marts.reconciliation.tolerance_reason is
'why they may differ; NULL where they must be the same';
comment on column marts.reconciliation.is_agreed is
'whether the values are the same, or numbers within the tolerance';
