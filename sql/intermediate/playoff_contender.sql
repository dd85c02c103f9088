-- intermediate.playoff_contender
-- grain: one row a race of the regular season and driver listed in the standings after it
-- key: race_id, driver_id
-- domain: playoffs
create or replace view intermediate.playoff_contender as
with standings as (
    select * from core.fct_driver_standing
),

progress as (
    select * from intermediate.season_progress
),

rules as (
    select * from core.dim_playoff_field
),

drivers as (
    select * from core.dim_driver
),

season_wins as (
    select * from intermediate.season_wins
),

-- a reset changes the points of the leader first: if his are those of the races, there was none
leaders as (
    select
        race_id,
        status
    from marts.standings_roll_forward
    where position = 1
),

contenders as (
    select
        standings.race_id,
        progress.season_id,
        progress.race_number,
        progress.races_with_results,
        progress.has_all_results as wins_are_complete,
        standings.position,
        standings.driver_id,
        drivers.driver_name,
        standings.points,
        coalesce(season_wins.playoff_wins, 0) as wins,
        rules.drivers_on_points,
        rules.drivers_on_wins,
        rules.within_points_of_leader,
        rules.sure_winner_position,
        rules.last_winner_position,
        not progress.is_reset_after or coalesce(leaders.status = 'agrees', false) as is_before_reset,
        standings.position <= rules.drivers_on_points
        or coalesce(
            standings.points >= max(standings.points) over (partition by standings.race_id)
            - rules.within_points_of_leader,
            false
        ) as is_among_first
    from standings
    inner join progress
        on
            standings.race_id = progress.race_id
            and progress.race_number is not null
    inner join rules
        on
            progress.series_id = rules.series_id
            and progress.season = rules.season
            and progress.race_number <= rules.regular_season_races
    inner join drivers on standings.driver_id = drivers.driver_id
    left join leaders on standings.race_id = leaders.race_id
    left join season_wins
        on
            standings.race_id = season_wins.race_id
            and standings.driver_id = season_wins.driver_id
)

select
    race_id,
    season_id,
    race_number,
    position,
    driver_id,
    driver_name,
    points,
    races_with_results,
    wins,
    wins_are_complete,
    drivers_on_points,
    drivers_on_wins,
    within_points_of_leader,
    sure_winner_position,
    is_before_reset,
    is_among_first,
    case
        when is_among_first or drivers_on_wins = 0 then false
        when not wins_are_complete then null
        when wins = 0 then false
        when sure_winner_position is null or position <= sure_winner_position then true
        when position > last_winner_position then false
    end as is_winner
from contenders;

comment on view intermediate.playoff_contender is
'one row a race of the regular season and driver listed in the standings after it: points, wins so far, and what the rules of the season make of them';
comment on column intermediate.playoff_contender.race_id is 'the race, see core.dim_race';
comment on column intermediate.playoff_contender.season_id is 'the season, such as cup-2023';
comment on column intermediate.playoff_contender.race_number is
'number of the race in its season, from 1';
comment on column intermediate.playoff_contender.position is 'position in the standings after the race';
comment on column intermediate.playoff_contender.driver_id is 'the driver, see core.dim_driver';
comment on column intermediate.playoff_contender.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column intermediate.playoff_contender.points is 'points after the race';
comment on column intermediate.playoff_contender.races_with_results is
'races of the season so far that are loaded with a winner';
comment on column intermediate.playoff_contender.wins is
'wins so far in these races that count for the playoffs, see intermediate.season_wins';
comment on column intermediate.playoff_contender.wins_are_complete is
'whether these are all races of the season so far';
comment on column intermediate.playoff_contender.drivers_on_points is
'places for the first on points; 1: the points leader, with a win or without';
comment on column intermediate.playoff_contender.drivers_on_wins is
'places for others by wins; those for which there is no winner go by points';
comment on column intermediate.playoff_contender.within_points_of_leader is
'who is no more points behind the leader is in as well; NULL: no such rule';
comment on column intermediate.playoff_contender.sure_winner_position is
'a win counts for whoever has at least this position; NULL: at any';
comment on column intermediate.playoff_contender.is_before_reset is
'whether the points are those of the regular season: false after its last race, unless the points of the leader show that they are not reset yet';
comment on column intermediate.playoff_contender.is_among_first is
'whether the place is one of the first on points: these are in';
comment on column intermediate.playoff_contender.is_winner is
'whether one of the others competes on wins; NULL where not all wins are known, or from which position on they count';
