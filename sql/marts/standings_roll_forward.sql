-- marts.standings_roll_forward
-- grain: one row a race and driver listed in the standings after it
-- key: race_id, driver_id
-- domain: standings
-- chart: rows by status
create or replace view marts.standings_roll_forward as
with standings as (
    select * from marts.standings_before_race
),

progress as (
    select * from intermediate.season_progress
),

points_systems as (
    select * from core.dim_points_system
),

list_ends as (
    select
        race_id,
        max(position) as last_position
    from core.fct_driver_standing
    group by race_id
),

steps as (
    select
        standings.race_id,
        progress.season_id,
        progress.series_id,
        progress.season,
        progress.race_number,
        standings.position_after as position,
        standings.driver_id,
        standings.driver_name,
        progress.race_before_id,
        standings.published_points_before as points_before,
        standings.race_points,
        -- nobody has points before the first race
        case when progress.race_number = 1 then 0 else standings.published_points_before end
        + standings.race_points as expected_points,
        standings.points_after as published_points,
        progress.is_reset_after or progress.is_reset_before as may_be_reset,
        list_ends.last_position as last_position_before,
        points_systems.qualifying_races
    from standings
    inner join progress on standings.race_id = progress.race_id
    left join points_systems
        on
            progress.series_id = points_systems.series_id
            and progress.season = points_systems.season
    left join list_ends on progress.race_before_id = list_ends.race_id
),

-- A reset gives points to the first. Where these roll forward or lost some, the standings before
-- were reset already, or those after are not yet.
differences as (
    select
        *,
        published_points - expected_points as difference,
        may_be_reset and arg_min(published_points - expected_points, position) filter (
            where published_points - expected_points is not null
        ) over (partition by race_id) > 0 as is_reset
    from steps
),

judged as (
    select
        *,
        case
            when race_number is null then 'race_number_unknown'
            when race_number > 1 and last_position_before is null then 'race_before_missing'
            when race_number > 1 and points_before is null then 'not_listed_before'
            when race_points is null then 'points_unknown'
            when published_points = expected_points then 'agrees'
            when is_reset then 'reset'
            else 'adjustment_candidate'
        end as status
    from differences
)

select
    race_id,
    season_id,
    race_number,
    position,
    driver_id,
    driver_name,
    points_before,
    race_points,
    expected_points,
    published_points,
    case when status != 'reset' then difference end as difference,
    status,
    case
        when status = 'race_number_unknown' then 'the number of the race in its season is unknown, or two races have it'
        when status = 'race_before_missing' and race_before_id is null
            then format('race {} of the season is not loaded', race_number - 1)
        when status = 'race_before_missing'
            then format('race {} of the season lists no standings', race_number - 1)
        when status = 'not_listed_before'
            then format(
                'the standings after race {} list the first {} positions, and the driver at none or more than one',
                race_number - 1,
                last_position_before
            )
        when status = 'points_unknown' then 'the result does not tell what the race gave the driver'
        when status = 'reset'
            then format(
                'points are reset for the playoffs, so the {} published need not be the {} of the races',
                published_points,
                expected_points
            )
        when status = 'agrees' and race_number = 1
            then format('{} are what the race gave', published_points)
        when status = 'agrees'
            then format(
                '{} are the {} after race {} and the {} of this one',
                published_points,
                points_before,
                race_number - 1,
                race_points
            )
        when race_number = 1 and qualifying_races is not null and difference > 0
            then format(
                '{:+d}: {} published, and the race gave {}; the result is without points of qualifying races, such as the {}',
                difference,
                published_points,
                race_points,
                qualifying_races
            )
        when race_number = 1
            then format(
                '{:+d}: {} published, and the race gave {}; {}',
                difference,
                published_points,
                race_points,
                case
                    when difference < 0 then 'a penalty, a correction or an error'
                    else 'points given back, points from elsewhere, or an error'
                end
            )
        else format(
            '{:+d}: {} published, {} after race {} and {} in this one; {}',
            difference,
            published_points,
            points_before,
            race_number - 1,
            race_points,
            case
                when difference < 0 then 'a penalty, a correction or an error'
                else 'points given back, points from elsewhere, or an error'
            end
        )
    end as reason
from judged;

comment on view marts.standings_roll_forward is
'one row a race and driver listed in the standings after it: points after the race before plus those of the race, beside the published ones, with the size of what differs';
comment on column marts.standings_roll_forward.race_id is 'the race, see core.dim_race';
comment on column marts.standings_roll_forward.season_id is 'the season, such as cup-2023';
comment on column marts.standings_roll_forward.race_number is
'number of the race in its season; NULL where unknown, or where two races have it';
comment on column marts.standings_roll_forward.position is 'position in the standings after the race';
comment on column marts.standings_roll_forward.driver_id is 'the driver, see core.dim_driver';
comment on column marts.standings_roll_forward.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.standings_roll_forward.points_before is
'points in the standings after the race with the number before, as published; NULL where they are not loaded or do not list the driver, and for the first race';
comment on column marts.standings_roll_forward.race_points is
'points of the race, of all cars of the driver, 0 if not in it; NULL where unknown';
comment on column marts.standings_roll_forward.expected_points is
'points before and points of the race; of the first race, its points alone';
comment on column marts.standings_roll_forward.published_points is
'points in the standings after the race, as published';
comment on column marts.standings_roll_forward.difference is
'published minus expected: -100 is a penalty of 100 points, or an error; NULL where unknown, and at a reset';
comment on column marts.standings_roll_forward.status is
'agrees; adjustment_candidate: it differs; reset: by the playoffs; or unknown: race_number_unknown, race_before_missing, not_listed_before, points_unknown';
comment on column marts.standings_roll_forward.reason is
'the status for people, with the size of what differs';
