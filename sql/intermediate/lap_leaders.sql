-- intermediate.lap_leaders
-- grain: one row a race and finishing position
-- key: race_id, finish_position
-- domain: points
create or replace view intermediate.lap_leaders as
with results as (
    select
        *,
        count(*) over (partition by race_id, driver_id) as cars_of_driver,
        count(laps_led) over (partition by race_id) > 0 as table_has_laps_led,
        bool_or(is_disqualified) over (partition by race_id) as has_disqualified
    from core.fct_race_result
),

races as (
    select * from core.dim_race
),

-- a driver in two cars: the infobox does not say in which
statements as (
    select
        results.race_id,
        results.finish_position,
        results.driver_id,
        results.has_disqualified,
        races.laps,
        results.laps_completed,
        coalesce(
            not results.table_has_laps_led
            and results.cars_of_driver = 1
            and results.driver_id = races.most_laps_led_driver_id,
            false
        ) as is_named,
        case
            when results.table_has_laps_led then results.laps_led
            when results.cars_of_driver = 1 and results.driver_id = races.most_laps_led_driver_id
                then races.most_laps_led
        end as laps_led
    from results
    inner join races on results.race_id = races.race_id
),

fields as (
    select
        race_id,
        max(laps_led) as most_laps_led,
        coalesce(max(laps), max(laps_completed)) - sum(laps_led) as unstated_laps,
        count(laps_led) = count(*) as is_whole,
        bool_or(is_named) as has_named
    from statements
    group by race_id
)

select
    statements.race_id,
    statements.finish_position,
    statements.driver_id,
    case
        when statements.is_named then true
        when statements.laps_led is not null then statements.laps_led > 0
        -- who wins leads the last lap, unless somebody who led it was disqualified
        when statements.finish_position = 1 and not statements.has_disqualified then true
        when fields.unstated_laps <= 0 then false
    end as has_led,
    case
        when statements.is_named then true
        when statements.laps_led < fields.most_laps_led or statements.laps_led = 0 then false
        when statements.laps_led is not null
            then
                case
                    when fields.unstated_laps <= fields.most_laps_led then true
                    when fields.unstated_laps is null and fields.is_whole then true
                end
        when fields.unstated_laps < fields.most_laps_led then false
    end as has_led_most,
    fields.has_named
    or coalesce(
        fields.most_laps_led > 0
        and coalesce(fields.unstated_laps <= fields.most_laps_led, fields.is_whole),
        false
    ) as leader_is_known
from statements
inner join fields on statements.race_id = fields.race_id;

comment on view intermediate.lap_leaders is
'one row a race and finishing position: whether a car led a lap, and most laps, as far as the article tells';
comment on column intermediate.lap_leaders.race_id is 'the race, see core.dim_race';
comment on column intermediate.lap_leaders.finish_position is
'place at the finish, 1 for the winner';
comment on column intermediate.lap_leaders.driver_id is 'the driver, see core.dim_driver';
comment on column intermediate.lap_leaders.has_led is
'whether it led a lap: by the laps led in the results, else by the infobox and since the winner leads the last lap; NULL where nobody can tell';
comment on column intermediate.lap_leaders.has_led_most is
'whether no car led more laps (two may be level); NULL where nobody can tell';
comment on column intermediate.lap_leaders.leader_is_known is
'whether the article tells of some car of the race that no other led more laps';
