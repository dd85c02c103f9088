-- marts.manufacturer_roll_forward
-- grain: one row a race and manufacturer in its result or in the standings after it
-- key: race_id, manufacturer_id
-- domain: standings
-- chart: rows by status
create or replace view marts.manufacturer_roll_forward as
with race_points as (
    select * from marts.manufacturer_points
),

standings as (
    select * from core.fct_manufacturer_standing
),

progress as (
    select * from intermediate.season_progress
),

manufacturers as (
    select * from core.dim_manufacturer
),

lists as (
    select * from intermediate.car_lists
    where list_kind = 'race_result'
),

-- the best car is known where no row of the result is lost, and each has its manufacturer
whole_results as (
    select results.race_id
    from marts.race_results as results
    inner join lists on results.race_id = lists.race_id
    where lists.is_whole
    group by results.race_id
    having count(*) = count(results.manufacturer_id) and count(*) = max(results.finish_position)
),

validated_races as (
    select race_points.race_id
    from race_points
    inner join whole_results on race_points.race_id = whole_results.race_id
    group by race_points.race_id
    having count(*) = count(race_points.manufacturer_points)
),

season_races as (
    select
        progress.race_id,
        progress.season_id,
        progress.race_number,
        progress.race_before_id,
        validated_races.race_id is not null as is_validated,
        case
            when progress.race_number is not null
                then count(validated_races.race_id) over (
                    partition by progress.season_id order by progress.race_number nulls last
                )
        end as validated_races
    from progress
    left join validated_races on progress.race_id = validated_races.race_id
),

listed as (
    select
        race_id,
        manufacturer_id
    from race_points
    union
    select
        race_id,
        manufacturer_id
    from standings
),

-- a running sum, since to join each race with all before it takes a season's square of rows
season_points as (
    select
        listed.race_id,
        listed.manufacturer_id,
        cast(
            sum(race_points.manufacturer_points) over (
                partition by season_races.season_id, listed.manufacturer_id
                order by season_races.race_number nulls last
            ) as integer
        ) as season_points
    from listed
    inner join season_races on listed.race_id = season_races.race_id
    left join race_points
        on
            listed.race_id = race_points.race_id
            and listed.manufacturer_id = race_points.manufacturer_id
),

listed_standings as (
    select
        race_id,
        manufacturer_id,
        min(points) as points
    from standings
    group by race_id, manufacturer_id
    having count(*) = 1
),

races_with_standings as (
    select distinct race_id from standings
),

steps as (
    select
        listed.race_id,
        races_with_standings.race_id is not null as has_standings,
        season_races.season_id,
        season_races.race_number,
        listed.manufacturer_id,
        manufacturers.manufacturer_name,
        season_races.validated_races,
        case
            when season_races.is_validated then coalesce(race_points.manufacturer_points, 0)
        end as race_points,
        case
            when season_races.race_number = 1 then 0 else listed_before.points
        end as published_before,
        case
            when season_races.validated_races = season_races.race_number
                then coalesce(season_points.season_points, 0)
        end as season_points,
        published.points as published_points
    from listed
    inner join season_races on listed.race_id = season_races.race_id
    inner join manufacturers on listed.manufacturer_id = manufacturers.manufacturer_id
    left join races_with_standings on listed.race_id = races_with_standings.race_id
    left join race_points
        on
            listed.race_id = race_points.race_id
            and listed.manufacturer_id = race_points.manufacturer_id
    left join season_points
        on
            listed.race_id = season_points.race_id
            and listed.manufacturer_id = season_points.manufacturer_id
    left join listed_standings as published
        on
            listed.race_id = published.race_id
            and listed.manufacturer_id = published.manufacturer_id
    left join listed_standings as listed_before
        on
            season_races.race_before_id = listed_before.race_id
            and listed.manufacturer_id = listed_before.manufacturer_id
),

differences as (
    select
        *,
        published_points - published_before - race_points as race_difference,
        published_points - season_points as season_difference
    from steps
),

judged as (
    select
        *,
        case
            when published_points is null then 'not_listed'
            when race_points is null then 'not_validated'
            when race_difference is null and season_difference is null then 'races_missing'
            when coalesce(race_difference, season_difference) != 0 then 'adjustment_candidate'
            when season_difference != 0 then 'earlier_difference'
            else 'agrees'
        end as status
    from differences
)

select
    race_id,
    season_id,
    race_number,
    manufacturer_id,
    manufacturer_name,
    race_points,
    validated_races,
    season_points,
    published_before,
    published_points,
    race_difference,
    season_difference,
    status,
    case
        when status = 'not_listed' and not has_standings
            then 'the article lists no standings of manufacturers'
        when status = 'not_listed' then 'the standings after the race do not list the manufacturer, or do so twice'
        when status = 'not_validated'
            then 'no rule is known for the season, or the result is not whole: a row or a manufacturer is missing'
        when status = 'races_missing' and race_number is null
            then 'the number of the race in its season is unknown, or two races have it'
        when status = 'races_missing'
            then format(
                'races of the season so far whose points by rule are known: {} of {}; no standings after race {} list it',
                validated_races,
                race_number,
                race_number - 1
            )
        when status = 'adjustment_candidate' and race_difference is not null
            then format(
                '{:+d}: {} published, {} before the race and {} by rule in it',
                race_difference,
                published_points,
                published_before,
                race_points
            )
        when status = 'adjustment_candidate'
            then format(
                '{:+d}: {} published, {} by rule over the season so far',
                season_difference,
                published_points,
                season_points
            )
        when status = 'earlier_difference'
            then format('{:+d} over the season so far, and nothing in this race', season_difference)
        when season_difference = 0
            then format('{} are those by rule over the season so far', published_points)
        else format(
            '{} are the {} before the race and the {} by rule in it',
            published_points,
            published_before,
            race_points
        )
    end as reason
from judged;

comment on view marts.manufacturer_roll_forward is
'one row a race and manufacturer in its result or in the standings after it: points by rule in the race and over the season, beside the published ones, with what differs';
comment on column marts.manufacturer_roll_forward.race_id is 'the race, see core.dim_race';
comment on column marts.manufacturer_roll_forward.season_id is 'the season, such as cup-2023';
comment on column marts.manufacturer_roll_forward.race_number is
'number of the race in its season; NULL where unknown, or where two races have it';
comment on column marts.manufacturer_roll_forward.manufacturer_id is
'the manufacturer, see core.dim_manufacturer';
comment on column marts.manufacturer_roll_forward.manufacturer_name is
'name of the make, in the spelling used most, such as Chevrolet';
comment on column marts.manufacturer_roll_forward.race_points is
'points of its best car by rule, 0 if it has no car in the race; NULL where no rule is known, or the result is not whole';
comment on column marts.manufacturer_roll_forward.validated_races is
'races of the season up to this one whose points by rule are known';
comment on column marts.manufacturer_roll_forward.season_points is
'points by rule, summed over the season so far; NULL unless they are known of every race';
comment on column marts.manufacturer_roll_forward.published_before is
'points in the standings after the race before, as published; 0 before the first race';
comment on column marts.manufacturer_roll_forward.published_points is
'points in the standings after the race, as published';
comment on column marts.manufacturer_roll_forward.race_difference is
'published minus published before minus points by rule: what came in with this race';
comment on column marts.manufacturer_roll_forward.season_difference is
'published minus points by rule over the season so far';
comment on column marts.manufacturer_roll_forward.status is
'agrees; adjustment_candidate: it differs; earlier_difference: it does since an earlier race; or unknown: not_listed, not_validated, races_missing';
comment on column marts.manufacturer_roll_forward.reason is
'the status for people, with the size of what differs';
