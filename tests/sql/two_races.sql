-- Two races of a made-up season, small enough to reckon by hand, in which every rule holds.
--
-- car  driver      team   manufacturer
-- 1    Ann Archer  north  Chevrolet
-- 2    Ben Baker   north  Ford
-- 08   Cal Carter  south  Chevrolet     a rookie
-- 44   Dan Draper  south  Ford          ineligible for points
--
-- Teams and manufacturers cross, so that a total by the wrong one of the two comes out wrong.
-- The tables of an article are numbered 0 entries, 1-2 practice, 3 qualifying, 4-5 stages,
-- 6 result, 7 drivers, 8 manufacturers, 9 crew.

insert into core.dim_series values
('cup', 'NASCAR Cup Series'),
('nxs', 'NASCAR Xfinity Series');

insert into core.dim_season values ('cup-2023', 'cup', 2023, '2023 NASCAR Cup Series', 2);

insert into core.dim_track values
('short-oval', 'Short Oval', 'Smallville, Kansas'),
('long-oval', 'Long Oval', 'Gotham, New Jersey');

insert into core.dim_driver values
('ann-archer', 'Ann Archer', 'Ann Archer'),
('ben-baker', 'Ben Baker', null),
('cal-carter', 'Cal Carter', 'Cal Carter (driver)'),
('dan-draper', 'Dan Draper', null);

insert into core.dim_team values ('north', 'North Racing'), ('south', 'South Racing');

insert into core.dim_manufacturer values ('chevrolet', 'Chevrolet'), ('ford', 'Ford');

-- The rules of 2023, beside others that must not be taken for them.
insert into core.dim_points_system by name
select
    systems.*,
    true as has_declared_series,
    10 as smallest_penalty,
    150 as largest_penalty,
    5 as penalty_step
from
    (
        values
        ('cup', 2023, 0, 0, 0, 0, 2, 3, 'last_place', 'best_finish'),
        ('cup', 2016, 1, 1, 3, 0, 0, 0, null, null),
        ('nxs', 2023, 10, 10, 30, 0, 2, 2, null, null)
    ) as systems (
        series_id, season, led_lap_points, most_laps_led_points, win_points, fastest_lap_points,
        fewest_paid_stages, most_paid_stages, disqualified_points, manufacturer_points
    );

insert into core.dim_finish_points values
('cup', 2023, 1, 40),
('cup', 2023, 2, 35),
('cup', 2023, 3, 34),
('cup', 2023, 4, 33),
('cup', 2016, 1, 40),
('cup', 2016, 2, 39),
('cup', 2016, 3, 38),
('cup', 2016, 4, 37),
('nxs', 2023, 1, 400),
('nxs', 2023, 2, 350);

insert into core.dim_stage_points values
('cup', 2023, 1, 10),
('cup', 2023, 2, 9),
('cup', 2023, 3, 8),
('cup', 2023, 4, 7),
('nxs', 2023, 1, 100);

-- Of three drivers in the standings, two make the playoffs: the points leader and a winner.
insert into core.dim_playoff_field values
('cup', 2023, 2, 1, 1, null, null, null, 2),
('cup', 2016, 1, 1, 0, null, null, null, 1),
('nxs', 2023, 3, 3, 0, null, null, null, 2);

-- Not of this season.
insert into core.dim_playoff_reset values ('cup', 2016, 1), ('nxs', 2023, 2);
insert into core.dim_uncounted_win values ('cup', 2016, 1, 'a penalty'), ('nxs', 2023, 2, 'a penalty');

insert into staging.document values
(
    'cup/2023/cup-2023-1.txt', '2023 First 150', 'cup', 2023, 'txt', null, null, null, 'a1', 'a1',
    'https://example.org/First_150', 'CC BY-SA 4.0', null, 'cup-2023-1', true
),
(
    'cup/2023/cup-2023-2.txt', '2023 Second 100', 'cup', 2023, 'txt', 5, 7, '2023-06-26T01:02:03Z', 'b2', null,
    null, null, null, 'cup-2023-2', true
);

-- 120 mph for 4,518 seconds are 150.6 miles, a little more than 100 laps of 1.5 miles.
insert into core.dim_race by name
select
    'cup-2023-1' as race_id,
    'cup-2023' as season_id,
    1 as race_number,
    'First 150' as race_name,
    cast('2023-03-05' as date) as race_date,
    'short-oval' as track_id,
    1.5 as track_length_miles,
    100 as laps,
    150.0 as distance_miles,
    120.0 as average_speed_mph,
    4518.0 as race_time_seconds,
    4 as lead_changes,
    3 as leaders,
    3 as cautions,
    15 as caution_laps,
    'ann-archer' as pole_driver_id,
    30.25 as pole_time_seconds,
    'ann-archer' as most_laps_led_driver_id,
    50 as most_laps_led,
    'ben-baker' as winner_driver_id,
    '2' as winner_car_number,
    'cup/2023/cup-2023-1.txt' as document_id;

-- Overtime: ten laps more than scheduled.
insert into core.dim_race by name
select
    'cup-2023-2' as race_id,
    'cup-2023' as season_id,
    2 as race_number,
    'Second 100' as race_name,
    cast('2023-03-12' as date) as race_date,
    'long-oval' as track_id,
    2.0 as track_length_miles,
    50 as scheduled_laps,
    60 as laps,
    120.0 as distance_miles,
    100.0 as average_speed_mph,
    4320.0 as race_time_seconds,
    2 as lead_changes,
    3 as leaders,
    2 as cautions,
    10 as caution_laps,
    1 as red_flags,
    'cal-carter' as pole_driver_id,
    40.0 as pole_time_seconds,
    'ann-archer' as most_laps_led_driver_id,
    35 as most_laps_led,
    'ann-archer' as winner_driver_id,
    '1' as winner_car_number,
    'cup/2023/cup-2023-2.txt' as document_id;

insert into core.fct_entry by name
select
    races.race_id,
    cars.*,
    races.document_id,
    0 as table_index,
    row_number() over (partition by races.race_id order by cars.driver_id) - 1 as row_index
from
    (
        values
        ('1', 'ann-archer', 'north', 'chevrolet', false, true),
        ('2', 'ben-baker', 'north', 'ford', false, true),
        ('08', 'cal-carter', 'south', 'chevrolet', true, true),
        ('44', 'dan-draper', 'south', 'ford', false, false)
    ) as cars (car_number, driver_id, team_id, manufacturer_id, is_rookie, is_points_eligible)
cross join core.dim_race as races;

-- Ben is in no practice of the first race, Dan in none of the second, which has two sessions.
insert into core.fct_practice_result by name
select
    practice.race_id,
    practice.session_number,
    practice.position,
    practice.car_number,
    entries.driver_id,
    entries.team_id,
    entries.manufacturer_id,
    practice.lap_time_seconds,
    null as speed_mph,
    entries.document_id,
    practice.session_number as table_index,
    practice.position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 1, '08', 31.0),
        ('cup-2023-1', 1, 2, '1', 31.1),
        ('cup-2023-1', 1, 3, '44', 31.2),
        ('cup-2023-2', 1, 1, '1', 42.0),
        ('cup-2023-2', 1, 2, '2', 42.1),
        ('cup-2023-2', 2, 1, '2', 41.9),
        ('cup-2023-2', 2, 2, '08', 42.0),
        ('cup-2023-2', 2, 3, '1', 42.3)
    ) as practice (race_id, session_number, position, car_number, lap_time_seconds)
inner join core.fct_entry as entries
    on practice.race_id = entries.race_id and practice.car_number = entries.car_number;

insert into core.fct_qualifying_result by name
select
    qualifying.race_id,
    qualifying.position,
    qualifying.car_number,
    entries.driver_id,
    entries.team_id,
    entries.manufacturer_id,
    entries.document_id,
    3 as table_index,
    qualifying.position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, '1'),
        ('cup-2023-1', 2, '08'),
        ('cup-2023-1', 3, '2'),
        ('cup-2023-1', 4, '44'),
        ('cup-2023-2', 1, '08'),
        ('cup-2023-2', 2, '44'),
        ('cup-2023-2', 3, '1'),
        ('cup-2023-2', 4, '2')
    ) as qualifying (race_id, position, car_number)
inner join core.fct_entry as entries
    on qualifying.race_id = entries.race_id and qualifying.car_number = entries.car_number;

-- Car 08 is the fastest in the first round of the first race, but not in the last; car 44
-- takes part and sets no time.
insert into core.fct_qualifying_round by name
select
    rounds.race_id,
    rounds.car_number,
    rounds.round_number,
    qualifying.driver_id,
    rounds.lap_time_seconds,
    qualifying.document_id,
    qualifying.table_index,
    qualifying.row_index
from
    (
        values
        ('cup-2023-1', '1', 1, 30.5),
        ('cup-2023-1', '08', 1, 30.0),
        ('cup-2023-1', '2', 1, 30.75),
        ('cup-2023-1', '44', 1, null),
        ('cup-2023-1', '1', 2, 30.25),
        ('cup-2023-1', '08', 2, 30.5),
        ('cup-2023-2', '08', 1, 40.0),
        ('cup-2023-2', '44', 1, 40.5),
        ('cup-2023-2', '1', 1, 41.0),
        ('cup-2023-2', '2', 1, 41.25)
    ) as rounds (race_id, car_number, round_number, lap_time_seconds)
inner join core.fct_qualifying_result as qualifying
    on rounds.race_id = qualifying.race_id and rounds.car_number = qualifying.car_number;

-- The caption of each stage stands above its table.
insert into core.fct_stage by name
select
    stages.race_id,
    stages.stage_number,
    stages.laps,
    stages.end_lap,
    races.document_id,
    3 + stages.stage_number as table_index,
    -1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 30, 30),
        ('cup-2023-1', 2, 30, 60),
        ('cup-2023-1', 3, 40, 100),
        ('cup-2023-2', 1, 20, 20),
        ('cup-2023-2', 2, 15, 35),
        ('cup-2023-2', 3, 25, 60)
    ) as stages (race_id, stage_number, laps, end_lap)
inner join core.dim_race as races on stages.race_id = races.race_id;

-- A place in the first ten is worth 10 to 1 points, but none to Dan.
insert into core.fct_stage_result by name
select
    stage_results.race_id,
    stage_results.stage_number,
    stage_results.position,
    stage_results.car_number,
    entries.driver_id,
    entries.team_id,
    entries.manufacturer_id,
    stage_results.stage_points,
    entries.document_id,
    3 + stage_results.stage_number as table_index,
    stage_results.position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 1, '08', 10),
        ('cup-2023-1', 1, 2, '1', 9),
        ('cup-2023-1', 1, 3, '44', 0),
        ('cup-2023-1', 1, 4, '2', 7),
        ('cup-2023-1', 2, 1, '1', 10),
        ('cup-2023-1', 2, 2, '2', 9),
        ('cup-2023-1', 2, 3, '08', 8),
        ('cup-2023-2', 1, 1, '1', 10),
        ('cup-2023-2', 1, 2, '2', 9),
        ('cup-2023-2', 1, 3, '08', 8),
        ('cup-2023-2', 2, 1, '2', 10),
        ('cup-2023-2', 2, 2, '1', 9),
        ('cup-2023-2', 2, 3, '08', 8)
    ) as stage_results (race_id, stage_number, position, car_number, stage_points)
inner join core.fct_entry as entries
    on stage_results.race_id = entries.race_id and stage_results.car_number = entries.car_number;

-- Points: finish plus stages, such as 40 + 7 + 9 = 56 for Ben in the first race.
insert into core.fct_race_result by name
select
    results.race_id,
    results.finish_position,
    false as finish_position_is_inferred,
    null as position_word,
    false as is_disqualified,
    results.start_position,
    results.car_number,
    entries.driver_id,
    entries.team_id,
    entries.manufacturer_id,
    results.laps_completed,
    results.laps_led,
    results.status,
    results.points,
    null as is_rookie,
    null as is_points_eligible,
    entries.document_id,
    6 as table_index,
    results.finish_position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 3, '2', 100, 20, 'Running', 56),
        ('cup-2023-1', 2, 1, '1', 100, 50, 'Running', 54),
        ('cup-2023-1', 3, 2, '08', 99, 30, 'Running', 52),
        ('cup-2023-1', 4, 4, '44', 95, 0, 'Engine', 0),
        ('cup-2023-2', 1, 3, '1', 60, 35, null, 59),
        ('cup-2023-2', 2, 1, '08', 60, 20, null, 51),
        ('cup-2023-2', 3, 2, '44', 60, 5, null, 0),
        ('cup-2023-2', 4, 4, '2', 50, 0, null, 52)
    ) as results (
        race_id, finish_position, start_position, car_number, laps_completed, laps_led, status, points
    )
inner join core.fct_entry as entries
    on results.race_id = entries.race_id and results.car_number = entries.car_number;

-- There is nothing to move from before the first race.
insert into core.fct_driver_standing by name
select
    standings.*,
    races.document_id,
    7 as table_index,
    standings.position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 'ben-baker', 56, 0, null, false),
        ('cup-2023-1', 2, 'ann-archer', 54, 2, null, false),
        ('cup-2023-1', 3, 'cal-carter', 52, 4, null, false),
        ('cup-2023-2', 1, 'ann-archer', 113, 0, 1, true),
        ('cup-2023-2', 2, 'ben-baker', 108, 5, -1, true),
        ('cup-2023-2', 3, 'cal-carter', 103, 10, 0, false)
    ) as standings (
        race_id, position, driver_id, points, points_behind_leader, position_change,
        position_change_is_inferred
    )
inner join core.dim_race as races on standings.race_id = races.race_id;

-- The best car counts: of Ford in the second race that of Dan, for 34 points.
insert into core.fct_manufacturer_standing by name
select
    standings.*,
    races.document_id,
    8 as table_index,
    standings.position - 1 as row_index
from
    (
        values
        ('cup-2023-1', 1, 'ford', 40, 0, null, false),
        ('cup-2023-1', 2, 'chevrolet', 35, 5, null, false),
        ('cup-2023-2', 1, 'chevrolet', 75, 0, 1, true),
        ('cup-2023-2', 2, 'ford', 74, 1, -1, true)
    ) as standings (
        race_id, position, manufacturer_id, points, points_behind_leader, position_change,
        position_change_is_inferred
    )
inner join core.dim_race as races on standings.race_id = races.race_id;

insert into core.fct_broadcast_crew by name
select
    race_id,
    'television' as medium,
    1 as person_number,
    'FOX' as network,
    'booth_announcer' as role,
    null as assignment,
    'Eve Evans' as person_name,
    false as is_inferred,
    document_id,
    9 as table_index,
    0 as row_index
from core.dim_race;

-- The source rows: of every fact its data row, of every stage its caption.
with facts as (
    select
        'entry' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_entry
    union all
    select
        'practice' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_practice_result
    union all
    select
        'qualifying' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_qualifying_result
    union all
    select
        'stage' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_stage
    union all
    select
        'stage_result' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_stage_result
    union all
    select
        'race_result' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_race_result
    union all
    select
        'driver_standing' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_driver_standing
    union all
    select
        'manufacturer_standing' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_manufacturer_standing
    union all
    select
        'broadcast_crew' as table_kind,
        document_id,
        table_index,
        row_index
    from core.fct_broadcast_crew
)

insert into staging.table_row by name
select
    document_id,
    table_index,
    row_index,
    100 * (table_index + 1) + row_index as line_number,
    table_kind,
    if(table_kind = 'stage', 'caption', 'data') as row_kind,
    [table_kind] as cells,
    table_kind as source
from facts;

-- The article of the first race says 45 points, where the result has 54.
insert into quality.correction values
(
    2, 'cup-2023-1', 'cup/2023/cup-2023-1.txt', 'race_result', 'position=2', 6, 1, 'points',
    '45', '45', '54', 'applied', null, 'digits are swapped', 'the box score'
);

-- What the first article states outside tables, much of it twice: 1.5 miles are 2.4 kilometres.
insert into quality.race_statement by name
select
    'cup-2023-1' as race_id,
    row_number() over (order by statements.line_number, statements.field) as statement_number,
    statements.*,
    statements.field as key,
    coalesce(statements.text_value, cast(statements.number_value as text)) as text,
    'cup/2023/cup-2023-1.txt' as document_id
from
    (
        values
        ('infobox', 1, 'season', 2023, null),
        ('infobox', 2, 'race_date', 2023, '2023-03-05'),
        ('infobox', 3, 'track_length_miles', 1.5, null),
        ('infobox', 4, 'track_length_miles', 1.491, null),
        ('infobox', 5, 'laps', 100, null),
        ('infobox', 6, 'distance_miles', 150, null),
        ('infobox', 7, 'average_speed_mph', 120, null),
        ('infobox', 8, 'pole_driver_id', null, 'ann-archer'),
        ('infobox', 9, 'pole_team_id', null, 'north'),
        ('infobox', 10, 'pole_time_seconds', 30.25, null),
        ('infobox', 11, 'most_laps_led_driver_id', null, 'ann-archer'),
        ('infobox', 12, 'most_laps_led_team_id', null, 'north'),
        ('infobox', 13, 'most_laps_led', 50, null),
        ('infobox', 14, 'winner_car_number', null, '2'),
        ('infobox', 15, 'winner_driver_id', null, 'ben-baker'),
        ('infobox', 16, 'winner_team_id', null, 'north'),
        ('infobox', 17, 'television_network', null, 'Fox'),
        ('infobox', 18, 'television_booth_announcer', null, 'Eve Évans'),
        ('lead', 20, 'race_date', 2023, '2023-03-05'),
        ('statistics', 30, 'leaders', 3, null),
        ('statistics', 31, 'race_time_seconds', 4518, null),
        ('statistics', 32, 'average_speed_mph', 119.96, null)
    ) as statements (stated_in, line_number, field, number_value, text_value);
