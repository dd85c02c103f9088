-- intermediate.car_lists
-- grain: one row a race and list of its cars: entry, qualifying, race_result
-- key: race_id, list_kind
-- domain: statements
create or replace view intermediate.car_lists as
with listed_cars as (
    select
        'entry' as list_kind,
        race_id,
        document_id,
        table_index,
        cast(null as integer) as start_position
    from core.fct_entry
    union all
    select
        'qualifying' as list_kind,
        race_id,
        document_id,
        table_index,
        null as start_position
    from core.fct_qualifying_result
    union all
    select
        'race_result' as list_kind,
        race_id,
        document_id,
        table_index,
        start_position
    from core.fct_race_result
),

lists as (
    select
        race_id,
        list_kind,
        count(*) as cars,
        -- nobody else started: the cars listed have all the places of the grid
        count(distinct start_position) = count(*) and max(start_position) = count(*) as has_whole_grid
    from listed_cars
    group by race_id, list_kind
),

list_tables as (
    select distinct
        race_id,
        list_kind,
        document_id,
        table_index
    from listed_cars
),

not_loaded as (
    select
        document_id,
        table_index,
        row_index,
        true as is_non_starter
    from staging.table_row
    where row_kind = 'non_starter'
    union all
    select
        document_id,
        table_index,
        row_index,
        reason_code = 'did_not_start' as is_non_starter
    from quality.rejected
    where level = 'row' and row_index is not null
),

-- a row below Failed to qualify is rejected as well
unloaded_rows as (
    select
        document_id,
        table_index,
        row_index,
        bool_or(is_non_starter) as is_non_starter
    from not_loaded
    group by document_id, table_index, row_index
),

unloaded as (
    select
        list_tables.race_id,
        list_tables.list_kind,
        count(*) filter (where unloaded_rows.is_non_starter) as non_starters,
        count(*) filter (where not unloaded_rows.is_non_starter) as lost_rows
    from list_tables
    inner join unloaded_rows
        on
            list_tables.document_id = unloaded_rows.document_id
            and list_tables.table_index = unloaded_rows.table_index
    group by list_tables.race_id, list_tables.list_kind
),

counted as (
    select
        lists.race_id,
        lists.list_kind,
        lists.cars,
        lists.has_whole_grid,
        coalesce(unloaded.non_starters, 0) as non_starters,
        coalesce(unloaded.lost_rows, 0) as lost_rows,
        -- who is entered, or without an entry list, who is in the longest list
        coalesce(
            max(lists.cars) filter (where lists.list_kind = 'entry') over (
                partition by lists.race_id
            ),
            max(lists.cars) over (partition by lists.race_id)
        ) as cars_entered,
        max(coalesce(unloaded.non_starters, 0)) over (
            partition by lists.race_id
        ) as most_non_starters,
        max(lists.cars + coalesce(unloaded.non_starters, 0)) over (
            partition by lists.race_id
        ) as longest_list,
        max(case when lists.list_kind = 'entry' then 0 else coalesce(unloaded.non_starters, 0) end)
            over (partition by lists.race_id)
            as entered_non_starters
    from lists
    left join unloaded
        on
            lists.race_id = unloaded.race_id
            and lists.list_kind = unloaded.list_kind
),

-- fewer cars than entered by more than two, whom nothing explains, are a part of the list
compared as (
    select
        *,
        case when list_kind = 'entry' then 0 else entered_non_starters + lost_rows end as explained_cars,
        list_kind = 'entry'
        or cars >= cars_entered - entered_non_starters - lost_rows - 2 as is_about_as_long
    from counted
)

select
    race_id,
    list_kind,
    cars,
    explained_cars,
    non_starters,
    case
        when list_kind = 'entry' then 0
        else least(most_non_starters - non_starters, longest_list - cars - non_starters)
    end as unlisted_non_starters,
    is_about_as_long,
    lost_rows = 0 and (is_about_as_long or coalesce(has_whole_grid, false)) as is_whole
from compared;

comment on view intermediate.car_lists is
'one row a race and list of its cars: entry, qualifying, race_result: whether it is a part of the list, such as the top ten';
comment on column intermediate.car_lists.race_id is 'the race, see core.dim_race';
comment on column intermediate.car_lists.list_kind is 'entry, qualifying or race_result';
comment on column intermediate.car_lists.cars is 'cars listed';
comment on column intermediate.car_lists.explained_cars is
'how many cars entered it may leave out: known non-starters, and its rows that were not loaded';
comment on column intermediate.car_lists.non_starters is
'its rows of cars that did not start: below Failed to qualify, or DNQ';
comment on column intermediate.car_lists.unlisted_non_starters is
'further ones that only another list of the race has as such, if that list is longer';
comment on column intermediate.car_lists.is_about_as_long is
'whether it has the cars of the entry list, or without one of the longest list, less the explained ones and two; else it is a part, and tells nothing of who is missing';
comment on column intermediate.car_lists.is_whole is
'whether sums, counts and maxima over it are those of the race: no row of it was lost, and it is about as long as the entry list, or its cars have all the places of the grid';
