-- intermediate.season_wins
-- grain: one row a race and driver who has won it or a race of its season before it
-- key: race_id, driver_id
-- domain: standings
create or replace view intermediate.season_wins as
with progress as (
    select * from intermediate.season_progress
),

results as (
    select * from marts.race_results
),

uncounted_wins as (
    select * from core.dim_uncounted_win
),

race_wins as (
    select
        progress.season_id,
        progress.race_number,
        results.driver_id,
        results.driver_name,
        results.is_points_eligible,
        -- a driver who is ineligible in one race may win others for points
        coalesce(results.is_points_eligible, true)
        and uncounted_wins.race_number is null as is_counted
    from progress
    inner join results on progress.race_id = results.race_id
    left join uncounted_wins
        on
            progress.series_id = uncounted_wins.series_id
            and progress.season = uncounted_wins.season
            and progress.race_number = uncounted_wins.race_number
    where
        results.finish_position = 1
        and progress.race_number is not null
)

select
    progress.race_id,
    progress.season_id,
    progress.race_number,
    race_wins.driver_id,
    any_value(race_wins.driver_name) as driver_name,
    count(*) as wins,
    count(*) filter (where race_wins.is_counted) as playoff_wins,
    bool_or(race_wins.is_counted and race_wins.is_points_eligible is true) as is_sure_winner,
    any_value(progress.has_all_results) as are_all_wins
from progress
inner join race_wins
    on
        progress.season_id = race_wins.season_id
        and progress.race_number >= race_wins.race_number
group by progress.race_id, progress.season_id, progress.race_number, race_wins.driver_id;

comment on view intermediate.season_wins is
'one row a race and driver who has won it or a race of its season before it, as far as they are loaded: wins so far';
comment on column intermediate.season_wins.race_id is 'the race, see core.dim_race';
comment on column intermediate.season_wins.season_id is 'the season, such as cup-2023';
comment on column intermediate.season_wins.race_number is
'number of the race in its season, from 1';
comment on column intermediate.season_wins.driver_id is 'the driver, see core.dim_driver';
comment on column intermediate.season_wins.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column intermediate.season_wins.wins is 'wins of the season so far, in the races that are loaded';
comment on column intermediate.season_wins.playoff_wins is
'those that count for the playoffs: not as an ineligible driver, and not one that was ruled out';
comment on column intermediate.season_wins.is_sure_winner is
'whether one of these was won by a driver who is known to be eligible for points';
comment on column intermediate.season_wins.are_all_wins is
'whether every race of the season so far is loaded with its winner';
