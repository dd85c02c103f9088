-- marts.playoff_standing
-- grain: one row a race of the regular season and driver listed in the standings after it
-- key: race_id, driver_id
-- domain: playoffs
-- chart: points_to_cutline by driver_name in order of position
create or replace view marts.playoff_standing as
with contenders as (
    select * from intermediate.playoff_contender
),

season_wins as (
    select * from intermediate.season_wins
),

races as (
    select
        race_id,
        any_value(drivers_on_wins) as drivers_on_wins,
        any_value(sure_winner_position) as sure_winner_position,
        count(*) filter (where is_winner) as listed_winners,
        count(*) filter (where is_winner is null) as possible_winners,
        -- places go by position: a list with gaps does not tell who has which
        count(*) = max(position) as has_no_gaps
    from contenders
    group by race_id
),

-- winners whom a list of the first positions does not reach take places as well
unlisted as (
    select
        races.race_id,
        count(*) as winners,
        count(*) filter (
            where season_wins.is_sure_winner and races.sure_winner_position is null
        ) as sure_winners
    from races
    inner join season_wins on races.race_id = season_wins.race_id
    left join contenders
        on
            season_wins.race_id = contenders.race_id
            and season_wins.driver_id = contenders.driver_id
    where
        races.drivers_on_wins > 0
        and season_wins.playoff_wins > 0
        and contenders.driver_id is null
    group by races.race_id
),

winners as (
    select
        races.race_id,
        races.has_no_gaps,
        races.drivers_on_wins,
        coalesce(unlisted.winners, 0) as unlisted_winners,
        races.listed_winners + coalesce(unlisted.sure_winners, 0) as fewest_winners,
        races.listed_winners + races.possible_winners + coalesce(unlisted.winners, 0) as most_winners
    from races
    left join unlisted on races.race_id = unlisted.race_id
),

ranked as (
    select
        contenders.*,
        winners.has_no_gaps,
        winners.unlisted_winners,
        winners.fewest_winners,
        winners.most_winners,
        -- places that go by points for want of winners
        greatest(winners.drivers_on_wins - winners.most_winners, 0) as fewest_places_left,
        greatest(winners.drivers_on_wins - winners.fewest_winners, 0) as most_places_left,
        row_number() over (
            partition by contenders.race_id, contenders.is_winner
            order by contenders.wins desc, contenders.position asc
        ) as rank_on_wins,
        winners.most_winners - count(*) filter (where contenders.is_winner) over (
            partition by contenders.race_id
        ) as winners_without_rank,
        count(*) filter (where not contenders.is_among_first and contenders.is_winner is not true)
            over (partition by contenders.race_id order by contenders.position)
            as worst_rank_on_points,
        count(*) filter (where not contenders.is_among_first and not contenders.is_winner)
            over (partition by contenders.race_id order by contenders.position)
            as best_rank_on_points
    from contenders
    inner join winners on contenders.race_id = winners.race_id
),

decided as (
    select
        *,
        case
            when not is_before_reset then null
            when is_among_first then true
            when not has_no_gaps or is_winner is null then null
            when is_winner and rank_on_wins + winners_without_rank <= drivers_on_wins then true
            when is_winner then case when winners_without_rank = 0 then false end
            when worst_rank_on_points <= fewest_places_left then true
            when best_rank_on_points > most_places_left then false
        end as is_inside
    from ranked
),

explained as (
    select
        *,
        case
            when is_inside is not true then null
            when is_winner then case when drivers_on_points > 1 then 'wild_card' else 'win' end
            when not is_among_first or drivers_on_points > 1 or drivers_on_wins = 0 then 'points'
            when wins_are_complete then case when wins > 0 then 'win' else 'points_leader' end
        end as place_by,
        is_before_reset
        and has_no_gaps
        and fewest_winners = most_winners
        and (wins_are_complete or drivers_on_wins = 0) as is_decided
    from decided
),

cut_lines as (
    select
        race_id,
        max(position) filter (where starts_with(place_by, 'points')) as cut_position,
        arg_max(points, position) filter (where starts_with(place_by, 'points')) as last_points_inside,
        arg_min(points, position) filter (where not is_inside) as first_points_outside,
        unlisted_winners = 0 and count(*) = count(is_inside) as has_order,
        -- the last place on points is known where someone behind it is listed, or all are
        bool_or(not is_inside and not is_winner)
        or (
            any_value(within_points_of_leader) is null
            and count(*) filter (where is_among_first) = any_value(drivers_on_points)
            and count(*) filter (where is_inside and not is_among_first and not is_winner)
            = any_value(fewest_places_left)
        ) as has_line
    from explained
    where is_decided
    group by race_id, unlisted_winners
)

select
    explained.race_id,
    explained.season_id,
    explained.race_number,
    explained.position,
    explained.driver_id,
    explained.driver_name,
    explained.points,
    explained.wins,
    explained.wins_are_complete,
    case
        when cut_lines.has_order
            then row_number() over (
                partition by explained.race_id
                order by
                    explained.is_inside desc,
                    case
                        when explained.place_by = 'win' then 1
                        when explained.place_by = 'wild_card' then 2
                        when explained.is_among_first and explained.drivers_on_points > 1 then 1
                        else 3
                    end asc,
                    case
                        when explained.place_by in ('win', 'wild_card') then explained.wins
                    end desc nulls last,
                    explained.position asc
            )
    end as playoff_position,
    explained.is_inside,
    explained.place_by,
    case when cut_lines.has_line then cut_lines.cut_position end as cut_position,
    case when cut_lines.has_line then cut_lines.last_points_inside end as last_points_inside,
    cut_lines.first_points_outside,
    case
        when explained.is_winner or explained.place_by = 'win' then null
        when explained.is_inside then explained.points - cut_lines.first_points_outside
        when cut_lines.has_line then explained.points - cut_lines.last_points_inside
    end as points_to_cutline,
    case
        when not explained.is_before_reset then 'the points may be those that the playoffs begin with'
        when not explained.wins_are_complete and explained.drivers_on_wins > 0
            then format(
                'races of the season so far that are loaded with a winner: {} of {}',
                explained.races_with_results,
                explained.race_number
            )
        when not explained.has_no_gaps then 'the standings have gaps, or two drivers at one position'
        when explained.fewest_winners < explained.most_winners
            then format(
                'winners of whom it is not known whether the win counts, not listed or by a rule that is not confirmed: {}',
                explained.most_winners - explained.fewest_winners
            )
        when cut_lines.first_points_outside is null then 'the standings end before the cut line'
    end as unknown_reason
from explained
left join cut_lines on explained.race_id = cut_lines.race_id;

comment on view marts.playoff_standing is
'one row a race of the regular season and driver listed in the standings after it: who would be in the playoffs if it ended there; missed races are taken as excused';
comment on column marts.playoff_standing.race_id is 'the race, see core.dim_race';
comment on column marts.playoff_standing.season_id is 'the season, such as cup-2023';
comment on column marts.playoff_standing.race_number is 'number of the race in its season, from 1';
comment on column marts.playoff_standing.position is 'position in the standings after the race';
comment on column marts.playoff_standing.driver_id is 'the driver, see core.dim_driver';
comment on column marts.playoff_standing.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.playoff_standing.points is 'points after the race';
comment on column marts.playoff_standing.wins is
'wins so far in the races that are loaded, as far as they count for the playoffs';
comment on column marts.playoff_standing.wins_are_complete is
'whether every race of the season so far is loaded with its winner; if not, nothing that depends on wins is claimed';
comment on column marts.playoff_standing.playoff_position is
'position by the rules of the season: who is in by a win, by wins and points; who is in on points; the others; NULL where unknown';
comment on column marts.playoff_standing.is_inside is
'whether the driver would be in the playoffs; NULL where it cannot be told';
comment on column marts.playoff_standing.place_by is
'by what: win, wild_card, points, or points_leader, who needs no win; NULL if not in, or unknown';
comment on column marts.playoff_standing.cut_position is
'position of the last driver who is in on points; NULL where unknown, or where nobody is';
comment on column marts.playoff_standing.last_points_inside is 'points of this driver';
comment on column marts.playoff_standing.first_points_outside is
'points of the first driver who is not in; NULL where none is listed';
comment on column marts.playoff_standing.points_to_cutline is
'who is in: points more than the first who is not; who is not: than the last who is in on points, so negative; NULL where wins decide';
comment on column marts.playoff_standing.unknown_reason is 'why something here is unknown';
