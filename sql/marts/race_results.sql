-- marts.race_results
-- grain: one row a race and finishing position
-- key: race_id, finish_position
-- domain: results
-- chart: points by driver_name
create or replace view marts.race_results as
with results as (
    select * from core.fct_race_result
),

races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
),

entries as (
    select * from core.fct_entry
),

drivers as (
    select * from core.dim_driver
),

teams as (
    select * from core.dim_team
),

manufacturers as (
    select * from core.dim_manufacturer
)

select
    results.race_id,
    races.season_id,
    seasons.series_id,
    seasons.season,
    races.race_number,
    races.race_name,
    races.race_date,
    results.finish_position,
    results.finish_position_is_inferred,
    results.position_word,
    results.is_disqualified,
    results.start_position,
    results.start_position - results.finish_position as positions_gained,
    results.car_number,
    results.driver_id,
    drivers.driver_name,
    results.team_id,
    teams.team_name,
    results.manufacturer_id,
    manufacturers.manufacturer_name,
    results.laps_completed,
    max(results.laps_completed) over (partition by results.race_id)
    - results.laps_completed as laps_down,
    results.laps_led,
    results.status,
    results.points,
    coalesce(results.is_rookie, entries.is_rookie) as is_rookie,
    coalesce(results.is_points_eligible, entries.is_points_eligible) as is_points_eligible,
    results.document_id,
    results.table_index,
    results.row_index
from results
inner join races on results.race_id = races.race_id
inner join seasons on races.season_id = seasons.season_id
inner join drivers on results.driver_id = drivers.driver_id
left join teams on results.team_id = teams.team_id
left join manufacturers on results.manufacturer_id = manufacturers.manufacturer_id
left join entries
    on
        results.race_id = entries.race_id
        and results.car_number = entries.car_number
        -- the marks are the entered driver's, not those of a substitute
        and results.driver_id = entries.driver_id;

comment on view marts.race_results is
'one row a race and finishing position: results with readable names';
comment on column marts.race_results.race_id is 'the race, see core.dim_race';
comment on column marts.race_results.season_id is 'the season, such as cup-2023';
comment on column marts.race_results.series_id is 'the series, see core.dim_series';
comment on column marts.race_results.season is 'the year of the season, such as 2023';
comment on column marts.race_results.race_number is 'number of the race in its season, from 1';
comment on column marts.race_results.race_name is
'name of the race as its article has it, often that of a sponsor';
comment on column marts.race_results.race_date is 'day of the race';
comment on column marts.race_results.finish_position is 'place at the finish, 1 for the winner';
comment on column marts.race_results.finish_position_is_inferred is
'whether a word such as Ret stands in place of the position, which is the place of the row';
comment on column marts.race_results.position_word is
'the word in place of the position, such as Ret, NC or DSQ';
comment on column marts.race_results.is_disqualified is
'whether the article says that the driver was disqualified';
comment on column marts.race_results.start_position is 'place on the grid, 1 for the first';
comment on column marts.race_results.positions_gained is
'places won from start to finish, negative if lost';
comment on column marts.race_results.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column marts.race_results.driver_id is 'the driver, see core.dim_driver';
comment on column marts.race_results.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.race_results.team_id is 'the team, see core.dim_team';
comment on column marts.race_results.team_name is 'name of the team, in the spelling used most';
comment on column marts.race_results.manufacturer_id is
'the manufacturer, see core.dim_manufacturer';
comment on column marts.race_results.manufacturer_name is
'name of the make, in the spelling used most, such as Chevrolet';
comment on column marts.race_results.laps_completed is 'laps that the car ran, leading or not';
comment on column marts.race_results.laps_down is 'laps behind the car with most laps';
comment on column marts.race_results.laps_led is 'laps led; NULL where no article says';
comment on column marts.race_results.status is 'status at the finish, where the article has it';
comment on column marts.race_results.points is
'driver points of the race as published, stage points included; NULL: unknown';
comment on column marts.race_results.is_rookie is
'marked as rookie in any table of the article; NULL where unknown';
comment on column marts.race_results.is_points_eligible is
'false where marked ineligible for points in any table of the article; NULL where unknown';
comment on column marts.race_results.document_id is 'source document: its path below raw/';
comment on column marts.race_results.table_index is
'source table: its number in the document, from 0';
comment on column marts.race_results.row_index is
'source row: its number in the table, from 0; see staging.table_row';
