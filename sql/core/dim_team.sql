-- core.dim_team: one row a team
-- domain: entrants
create table core.dim_team (
    team_id text not null,
    team_name text not null,
    primary key (team_id)
);

comment on table core.dim_team is 'one row a team';
comment on column core.dim_team.team_id is 'the team, such as hendrick-motorsports';
comment on column core.dim_team.team_name is 'its name, in the spelling used most';
