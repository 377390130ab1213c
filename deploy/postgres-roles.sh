#!/bin/sh
# Run once by the container of PostgreSQL, when its folder is empty: the owner of the tables, and the role of the API,
# which sees the rows of a call's tenants and no others. Neither is a superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner="$OWNER_PASSWORD" --set=app="$APP_PASSWORD" --username postgres <<'SQL'
create role grundwacht login password :'owner';
create role grundwacht_app login password :'app';
grant grundwacht_app to grundwacht;
create database grundwacht owner grundwacht;
SQL
