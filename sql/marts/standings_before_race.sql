-- marts.standings_before_race
-- grain: one row a race and driver listed in the standings after it
-- key: race_id, driver_id
-- domain: standings
-- chart: points_before by driver_name
create or replace view marts.standings_before_race as
with standings as (
    select * from core.fct_driver_standing
),

results as (
    select
        race_id,
        driver_id,
        -- unknown where one of the driver's results has no points
        case when count(*) = count(points) then sum(points) end as race_points
    from core.fct_race_result
    group by race_id, driver_id
),

lists as (
    select * from intermediate.car_lists
    where list_kind = 'race_result'
),

-- who is not in such a result was not in the race: a gap may be where a row was lost, and a part
-- of a result leaves out most
races_with_points as (
    select race_results.race_id
    from core.fct_race_result as race_results
    inner join lists on race_results.race_id = lists.race_id
    where lists.is_whole
    group by race_results.race_id
    having count(race_results.points) > 0 and count(*) = max(race_results.finish_position)
),

drivers as (
    select * from core.dim_driver
),

progress as (
    select * from intermediate.season_progress
),

listed_points as (
    select
        race_id,
        driver_id,
        min(points) as points
    from standings
    group by race_id, driver_id
    -- a driver who is listed twice has no known points
    having count(*) = 1
),

before as (
    select
        standings.race_id,
        standings.driver_id,
        drivers.driver_name,
        standings.position as position_after,
        standings.points as points_after,
        cast(
            case
                when results.driver_id is not null then results.race_points
                when races_with_points.race_id is not null then 0
            end as integer
        ) as race_points,
        -- nobody has a position before the first race
        case
            when coalesce(progress.race_number, 0) != 1
                then standings.position + standings.position_change
        end as position_before,
        standings.position_change_is_inferred as position_before_is_inferred,
        listed_before.points as published_points_before,
        coalesce(progress.is_reset_after, false) as is_reset_after
    from standings
    inner join drivers on standings.driver_id = drivers.driver_id
    left join progress on standings.race_id = progress.race_id
    left join listed_points as listed_before
        on
            progress.race_before_id = listed_before.race_id
            and standings.driver_id = listed_before.driver_id
    left join races_with_points on standings.race_id = races_with_points.race_id
    left join results
        on
            standings.race_id = results.race_id
            and standings.driver_id = results.driver_id
),

-- Points that were reset after the race tell nothing of the order before it. A penalty between the
-- races is in one of the two numbers, and may be in the movement or not.
comparable as (
    select
        race_id,
        position_after,
        position_before,
        least(points_after - race_points, published_points_before) as fewest_points_before,
        greatest(points_after - race_points, published_points_before) as most_points_before
    from before
    where position_before is not null and not is_reset_after
),

known as (
    select * from comparable
    where fewest_points_before is not null
),

contradictions as (
    select
        one.race_id,
        one.position_after,
        count(*) filter (
            where
            (
                one.position_before < another.position_before
                and one.most_points_before < another.fewest_points_before
            )
            or (
                one.position_before > another.position_before
                and one.fewest_points_before > another.most_points_before
            )
        ) as contradicting_drivers
    from known as one
    inner join known as another on one.race_id = another.race_id
    group by one.race_id, one.position_after
)

select
    before.race_id,
    before.driver_id,
    before.driver_name,
    before.points_after - before.race_points as points_before,
    before.published_points_before,
    case
        when before.race_points is not null
            then rank() over (
                partition by before.race_id
                order by before.points_after - before.race_points desc nulls last
            )
    end as order_before,
    before.position_before,
    before.position_before_is_inferred,
    contradictions.contradicting_drivers,
    contradictions.contradicting_drivers = 0 as movement_agrees,
    before.race_points,
    before.points_after,
    before.position_after
from before
left join contradictions
    on
        before.race_id = contradictions.race_id
        and before.position_after = contradictions.position_after;

comment on view marts.standings_before_race is
'one row a race and driver listed in the standings after it: points and order before the race: standings minus what the race gave';
comment on column marts.standings_before_race.race_id is 'the race, see core.dim_race';
comment on column marts.standings_before_race.driver_id is 'the driver, see core.dim_driver';
comment on column marts.standings_before_race.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.standings_before_race.points_before is
'points after the race minus the points of the race; a penalty in between is in it';
comment on column marts.standings_before_race.published_points_before is
'points in the standings after the race with the number before, as published; NULL where they are not loaded or do not list the driver once';
comment on column marts.standings_before_race.order_before is
'order by these points among the drivers listed after the race; ties share a place';
comment on column marts.standings_before_race.position_before is
'position before the race by the movement that the article shows; NULL for the first race of a season';
comment on column marts.standings_before_race.position_before_is_inferred is
'the direction of this movement was inferred, not stated';
comment on column marts.standings_before_race.contradicting_drivers is
'drivers who stood on the other side of this one by either points before than by movement; ties contradict nothing; NULL where they are unknown, or reset after the race';
comment on column marts.standings_before_race.movement_agrees is
'whether there is no such driver';
comment on column marts.standings_before_race.race_points is
'points of the race, 0 if not in it; NULL where the result does not list them, or has gaps where the driver could be';
comment on column marts.standings_before_race.points_after is 'points after the race';
comment on column marts.standings_before_race.position_after is 'position after the race';
