-- core.dim_points_system: one row a series and season whose rules are known: what they pay beside positions; source: vocabulary/points_systems.csv
-- domain: points
create table core.dim_points_system (
    series_id text not null,
    season integer not null,
    led_lap_points integer not null check (led_lap_points >= 0),
    most_laps_led_points integer not null check (most_laps_led_points >= 0),
    win_points integer not null check (win_points >= 0),
    fastest_lap_points integer not null check (fastest_lap_points >= 0),
    fewest_paid_stages integer not null check (fewest_paid_stages >= 0),
    most_paid_stages integer not null check (most_paid_stages >= 0),
    finale_contenders integer check (finale_contenders > 0),
    contenders_forgo text check (contenders_forgo in ('bonuses', 'stages')),
    disqualified_points text check (disqualified_points in ('last_place')),
    has_declared_series boolean not null,
    manufacturer_points text check (manufacturer_points in ('best_finish')),
    smallest_penalty integer check (smallest_penalty > 0),
    largest_penalty integer check (largest_penalty > 0),
    penalty_step integer check (penalty_step > 0),
    qualifying_races text,
    primary key (series_id, season)
);

comment on table core.dim_points_system is 'one row a series and season whose rules are known: what they pay beside positions; source: vocabulary/points_systems.csv';
comment on column core.dim_points_system.series_id is 'the series, see core.dim_series';
comment on column core.dim_points_system.season is 'the year of the season, such as 2023';
comment on column core.dim_points_system.led_lap_points is 'points for having led one lap or more';
comment on column core.dim_points_system.most_laps_led_points is
'points for most laps led, beside those for a lap led; tied drivers all get them';
comment on column core.dim_points_system.win_points is
'points for the winner, beside those of the first position';
comment on column core.dim_points_system.fastest_lap_points is
'points for the fastest lap of the race';
comment on column core.dim_points_system.fewest_paid_stages is
'stages that every race pays; 0: stages are not paid';
comment on column core.dim_points_system.most_paid_stages is
'stages that the longest race pays';
comment on column core.dim_points_system.finale_contenders is
'drivers who contend for the title in the last race; NULL: there is no finale';
comment on column core.dim_points_system.contenders_forgo is
'what these do not score in it: bonuses (for the win and laps led) or stages; NULL: nothing, or there is no finale';
comment on column core.dim_points_system.disqualified_points is
'what a disqualified driver scores: last_place, without stage points; NULL: not known';
comment on column core.dim_points_system.has_declared_series is
'whether a driver scores in one declared series only; elsewhere he is ineligible for points';
comment on column core.dim_points_system.manufacturer_points is
'what a manufacturer scores in a race: best_finish, the finish points of its best car; NULL: not known';
comment on column core.dim_points_system.smallest_penalty is
'fewest points that a penalty takes off; NULL: not known';
comment on column core.dim_points_system.largest_penalty is
'most points that a penalty takes off; NULL: not known';
comment on column core.dim_points_system.penalty_step is
'a penalty is a multiple of this many points; NULL: not known';
comment on column core.dim_points_system.qualifying_races is
'qualifying races before the first race that pay points, which are not in its result; NULL: there are none';
