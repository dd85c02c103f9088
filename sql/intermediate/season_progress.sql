-- intermediate.season_progress
-- grain: one row a race
-- key: race_id
-- domain: standings
create or replace view intermediate.season_progress as
with races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
),

resets as (
    select * from core.dim_playoff_reset
),

races_with_results as (
    select distinct race_id from core.fct_race_result
    where finish_position = 1
),

numbered_races as (
    select
        races.season_id,
        races.race_number,
        min(races.race_id) as race_id,
        count(*) = count(races_with_results.race_id) as has_results
    from races
    left join races_with_results on races.race_id = races_with_results.race_id
    where races.race_number is not null
    group by races.season_id, races.race_number
    -- two races of one number are in no order
    having count(*) = 1
),

counted_races as (
    select
        *,
        count(*) filter (where has_results) over (
            partition by season_id order by race_number
        ) as races_with_results
    from numbered_races
)

select
    races.race_id,
    races.season_id,
    seasons.series_id,
    seasons.season,
    counted_races.race_number,
    races_before.race_id as race_before_id,
    counted_races.races_with_results,
    counted_races.races_with_results = counted_races.race_number as has_all_results,
    resets.race_number is not null as is_reset_after,
    resets_before.race_number is not null as is_reset_before
from races
inner join seasons on races.season_id = seasons.season_id
left join counted_races on races.race_id = counted_races.race_id
left join numbered_races as races_before
    on
        counted_races.season_id = races_before.season_id
        and counted_races.race_number - 1 = races_before.race_number
left join resets
    on
        seasons.series_id = resets.series_id
        and seasons.season = resets.season
        and counted_races.race_number = resets.race_number
left join resets as resets_before
    on
        seasons.series_id = resets_before.series_id
        and seasons.season = resets_before.season
        and counted_races.race_number - 1 = resets_before.race_number;

comment on view intermediate.season_progress is
'one row a race: how much of its season up to it is loaded, and where the playoffs reset the points';
comment on column intermediate.season_progress.race_id is 'the race, see core.dim_race';
comment on column intermediate.season_progress.season_id is 'the season, such as cup-2023';
comment on column intermediate.season_progress.series_id is 'the series, see core.dim_series';
comment on column intermediate.season_progress.season is 'the year of the season, such as 2023';
comment on column intermediate.season_progress.race_number is
'number of the race in its season; NULL where unknown, or where two races have it';
comment on column intermediate.season_progress.race_before_id is
'the race with the number before; NULL where it is not loaded';
comment on column intermediate.season_progress.races_with_results is
'races of the season up to this one that are loaded with a winner';
comment on column intermediate.season_progress.has_all_results is
'whether these are all races of the season up to this one; NULL where its number is unknown';
comment on column intermediate.season_progress.is_reset_after is
'whether the playoffs reset points after the race: its standings may show it or not';
comment on column intermediate.season_progress.is_reset_before is
'whether the playoffs reset points after the race before';
