-- quality.race_statement: one row a race and value that its article states outside tables
create table quality.race_statement (
    race_id text not null,
    statement_number integer not null check (statement_number > 0),
    field text not null,
    number_value double,
    text_value text,
    stated_in text not null check (stated_in in ('infobox', 'statistics', 'lead')),
    key text,
    text text not null,
    document_id text not null,
    line_number integer,
    primary key (race_id, statement_number)
);

comment on table quality.race_statement is
'one row a race and value that its article states outside tables: core.dim_race has the first of each field, marts.reconciliation compares them';
comment on column quality.race_statement.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column quality.race_statement.statement_number is
'number of the statement in its race, from 1, in the order of the article, the infobox first';
comment on column quality.race_statement.field is
'what is stated: a column of core.dim_race, or one that only this table has, such as season, winner_team_id, television_network or radio_booth_announcer (one row a name)';
comment on column quality.race_statement.number_value is
'the value, if it is a number, in the unit of the field; of race_date, the year that is stated with it';
comment on column quality.race_statement.text_value is
'the value, if it is an id, a car number, a name or a day (2023-06-25); a network is named as in the broadcast tables, if vocabulary/aliases.csv knows both names';
comment on column quality.race_statement.stated_in is
'infobox, statistics (a list below the result) or lead (the text above all headings)';
comment on column quality.race_statement.key is 'infobox key or label as it stands; NULL in the lead';
comment on column quality.race_statement.text is
'the text as it stands, but for vocabulary/corrections.csv (see quality.correction); one text may state several values';
comment on column quality.race_statement.document_id is 'source document: its path below raw/';
comment on column quality.race_statement.line_number is
'line of the document, from 1; NULL where several lines of the lead make the statement';
