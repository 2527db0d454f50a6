-- The first rows of each group
select origin, id, r from (select origin, id, row_number() over (partition by origin order by id desc) as r from flights) where r <= 2
select origin, id from (select origin, id, row_number() over (partition by origin order by id) as r from flights where distance > 500) t where t.r < 3 and id > 10
select * from (select id, carrier, price, dep, note, row_number() over (partition by carrier, origin order by price desc nulls last, id) r from flights) where 1 = r
select count(*), sum(r) from (select row_number() over (order by id) as r from flights) where r <= 5
select origin, sum(distance) from (select origin, distance, row_number() over (partition by origin order by carrier, distance, id) as r from flights) where r <= 3 group by origin
select k, v from (select origin as k, day as v, row_number() over (partition by origin order by day, note desc, id) as r from flights) where r <= 2 order by k, v limit 5
-- Projections and expressions
select * from flights
select id, carrier from flights
select id + 1, distance * 2, distance - dep_delay, -dep_delay from flights
select distance / 7, dep_delay % 7, seats / 1000 from flights
=> select distance // 7, dep_delay % 7, seats // 1000 from flights
select price * 1.1, price + 1, price - 0.5, price * price from flights
select round(price / 3, 4) from flights
=> select round(price::decimal(38,6) / 3, 4) from flights
select air_time * 0.5, air_time / 3, air_time + distance from flights
select weight * 2, weight + air_time from flights
select code + 1, code * 100, code - 200 from flights
=> select code + 1, code::int * 100, code::int - 200 from flights
select f.id, f.carrier as c from flights f where f.distance > 100
select flights.id from flights where main.flights.distance = 5 or id = 3
=> select flights.id from flights where flights.distance = 5 or id = 3
select ID, Carrier from FLIGHTS where "id" < 5
select id from flights where id between 3 and 9 and not id = 5
select * exclude (id, dep) from flights
select * replace (distance * 2 as distance) from flights
select 1, 'a', null, true, 1.5, date '2020-01-01', 2e3
select 1 + 2 as three
select * from (values (1, 'a'), (2, 'b'), (3, null)) t(x, y) where x > 1
select x, count(*) from (values (1), (2), (1)) t(x) group by x
values (1, 2), (3, 4)
-- Conditions
select id from flights where carrier = 'AA'
select id from flights where carrier <> 'AA'
select id from flights where carrier is null
select id from flights where carrier is not null and distance is null
select id from flights where carrier in ('AA', 'UA', 'DL', 'XX')
select id from flights where carrier not in ('AA', 'UA', 'DL')
select id from flights where distance in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
select id from flights where distance not in (1, 2, 3, 4, 5)
select id from flights where distance in (100, null)
select id from flights where distance between 100 and 500
select id from flights where distance not between 100 and 500
select id from flights where day >= '2013-06-01'
select id from flights where day >= date '2013-06-01' and day < date '2013-07-01'
select id from flights where dep > '2013-03-01 12:00:00'
select id from flights where dep > day
select id from flights where price > 100.5
select id from flights where air_time > 100
select id from flights where weight = 1.5
select id from flights where note like '%at%'
select id from flights where note not like '%at%'
select id from flights where note like 'Late\_%'
=> select id from flights where note like 'Late\_%' escape '\'
select id from flights where note like 'Late!_100!%' escape '!'
select id from flights where note ilike 'LATE%'
select id from flights where note not ilike 'LATE%'
select id from flights where note ~ 'B[0-9]+'
=> select id from flights where regexp_matches(note, 'B[0-9]+')
select id from flights where note !~ 'B[0-9]+'
=> select id from flights where not regexp_matches(note, 'B[0-9]+')
select id from flights where note ~* 'b[0-9]+'
=> select id from flights where regexp_matches(note, 'b[0-9]+', 'i')
select id from flights where cancelled
select id from flights where not cancelled
select id from flights where cancelled is true
select id from flights where cancelled is not true
select id from flights where cancelled is false
select id from flights where cancelled is not false
select id from flights where cancelled is null
select id from flights where carrier is distinct from 'AA'
select id from flights where distance is not distinct from dep_delay
select id from flights where distance > 1000 or carrier = 'AA' and dep_delay < 0
select id from flights where distance <> 0 and 100 / distance > 1
=> select id from flights where distance <> 0 and 100 // distance > 1
select id from flights where (distance > 5) = cancelled
select id, distance > 500, cancelled and distance > 5, cancelled or distance > 5 from flights
select id from flights where code > 200
select id from flights where 1 = 1
select id from flights where null
-- Conditional functions
select id, case when distance > 1000 then 'far' when distance > 100 then 'near' else 'here' end from flights
select id, case carrier when 'AA' then 1 when 'UA' then 2 end from flights
select id, case when distance > 10 then distance else price end from flights
select id, case when distance <> 0 then 1000 / distance end from flights
=> select id, case when distance <> 0 then 1000 // distance end from flights
select coalesce(carrier, origin, 'none'), coalesce(distance, 0), coalesce(dep_delay, distance, -1) from flights
select nullif(carrier, 'AA'), nullif(distance, 5) from flights
select greatest(distance, dep_delay, 100), least(distance, dep_delay, 100) from flights
select greatest(carrier, 'B'), least(carrier, origin) from flights
select if(distance > 100, 'a', 'b') from flights
select ifnull(carrier, '?') from flights
-- Numbers
select abs(dep_delay), abs(air_time), abs(price), abs(-5) from flights
select ceil(air_time), floor(air_time), ceil(price), floor(price), ceiling(air_time) from flights
select round(price), round(price, 1), trunc(price), trunc(air_time) from flights
select round(air_time, 3), round(distance, -2), trunc(air_time, 1) from flights
=> select round(air_time, 3), round(distance, -2), trunc(air_time * 10) / 10 from flights
select sqrt(abs(air_time)), cbrt(air_time), exp(air_time / 1000), ln(distance + 1), log10(distance + 1) from flights
select log2(distance + 1), log(distance + 1), power(distance, 2), pow(2, dep_delay / 100) from flights
=> select log2(distance + 1), log(distance + 1), power(distance, 2), pow(2, dep_delay // 100) from flights
select sign(dep_delay), sign(air_time), sign(price), mod(distance, 7), pi() from flights
select sin(air_time), cos(air_time), tan(air_time), atan(air_time), atan2(air_time, 3) from flights
select asin(air_time / 10000), acos(air_time / 10000), degrees(air_time), radians(air_time) from flights
-- Texts
select upper(note), lower(note), length(note), char_length(carrier), octet_length(note) from flights
=> select upper(note), lower(note), length(note), length(carrier), octet_length(encode(note)) from flights
select substring(note, 2, 3), substr(note, 3), substring(note from 2 for 4), left(note, 3), right(note, 3) from flights
select left(note, -2), right(note, -2), substring(note, 0, 3), substring(note, -2 + 1, 4) from flights
=> select left(note, -2), right(note, -2), substring(note, 1, 2), substring(note, 1, 2) from flights
select trim(note), ltrim(note), rtrim(note), trim(both 'x' from note), trim(leading ' ' from note) from flights
=> select trim(note), ltrim(note), rtrim(note), trim(note, 'x'), ltrim(note, ' ') from flights
select btrim(note, ' eo'), ltrim(note, 'o L'), rtrim(note, ' %x') from flights
=> select trim(note, ' eo'), ltrim(note, 'o L'), rtrim(note, ' %x') from flights
select replace(note, 'a', 'AA'), translate(note, 'ate', 'xy'), reverse(origin) from flights
select concat_ws('-', carrier, note, distance), concat_ws(note, 'a', 1, null), concat_ws(null, 'a') from flights
select concat(carrier, '-', note, distance), carrier || '/' || origin from flights
select position('a' in note), strpos(note, 'te'), instr(note, 'zz') from flights
select starts_with(note, 'Lat'), ends_with(note, '%'), contains(note, 'at') from flights
select split_part(note, ' ', 1), split_part(note, ' ', 2), split_part(note, ' ', -1), split_part(note, ' ', 9) from flights
select lpad(origin, 6, 'ab'), rpad(origin, 2, 'x'), rpad(origin, 5, '*'), repeat(origin, 3) from flights
select ascii(origin), chr(65), initcap('hello wORLD') from flights
=> select ascii(origin), chr(65), 'Hello World' from flights
select regexp_replace(note, '[0-9]+', '#'), regexp_replace(note, '[a-e]', '<\0>', 'g'), regexp_extract(note, '([a-z]+)[0-9]', 1) from flights
select regexp_matches(note, '^ late'), regexp_extract(note, '[0-9]+') from flights
select upper(carrier || origin), lower(upper(note)), length(trim(note)) from flights
select lower(carrier), count(*) from flights group by lower(carrier)
-- Dates and times
select extract(year from day), extract(month from day), extract(day from day), extract(dow from day), extract(doy from day) from flights
select extract(hour from dep), extract(minute from dep), extract(quarter from dep), extract(week from dep) from flights
select date_part('year', dep), date_part('isodow', day), date_part('decade', day), date_part('century', day), date_part('isoyear', day) from flights
select extract(second from dep), extract(epoch from dep), extract(millisecond from dep) from flights
=> select date_part('second', dep) + extract(microsecond from dep) % 1000000 / 1e6, extract(epoch from dep), extract(microsecond from dep) / 1e3 from flights
select date_trunc('month', day), count(*) from flights group by 1 order by date_trunc('month', day)
=> select date_trunc('month', day)::timestamp, count(*) from flights group by 1 order by 1
select date_trunc('hour', dep), date_trunc('day', dep), date_trunc('week', dep), date_trunc('month', dep) from flights
select date_trunc('quarter', dep), date_trunc('year', dep), date_trunc('minute', dep), date_trunc('second', dep) from flights
select date_trunc('month', dep::date) from flights
=> select date_trunc('month', dep::date)::timestamp from flights
select day + 10, day - 3, day - date '2013-01-01' from flights
select day + interval '1' day, day - interval '3' month, dep + interval '90' minute, dep - interval '1' year from flights
select dep + interval '3 days', day + interval '2 weeks', dep - interval '45 seconds' from flights
select dep + interval '3 hours 20 minutes', dep - interval '1 day 2 hours', day + interval '1 year 2 months' from flights
select dep + interval '2 weeks 1 day 3 sec', dep - interval '-1 hour 30 min' from flights
select id from flights where day > date '2013-05-01' + interval '1' month
select dep + interval '1' hour * distance from flights
=> select dep + to_hours(distance) from flights
select last_day(day), last_day(dep), last_day(date '2020-02-01') from flights
select to_char(dep, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(dep, 'yy Mon dd, HH12:MI AM'), to_char(day, 'FMMonth FMDD DDD IYYY-IW') from flights
=> select strftime(dep, '%Y-%m-%d %H:%M:%S.%f'), strftime(dep, '%y %b %d, %I:%M %p'), strftime(day, '%B %-d %j %G-%V') from flights
select to_char(dep, 'DY day'), to_char(dep, '"at" MS FMQ') from flights
=> select upper(strftime(dep, '%a')) || ' ' || rpad(lower(strftime(dep, '%A')), 9, ' '), 'at ' || strftime(dep, '%g') || ' ' || extract(quarter from dep) from flights
select id from flights where id < 50 limit null
select make_date(2020, 2, distance % 28 + 1) from flights
select day::timestamp, dep::date, cast(dep as date) from flights
select extract(year from date '2020-05-06'), timestamp '2020-01-01 10:00:00' + interval '1 day'
-- Casts
select distance::bigint, distance::double, distance::decimal(10,2), distance::varchar, distance::text from flights
select price::int, price::double, price::varchar, price::decimal(10,1) from flights
select cast(air_time as int), cast(air_time as decimal(20,3)), air_time::float4 from flights
select day::varchar, dep::varchar, cancelled::varchar, cancelled::int from flights
select '12'::int, ' 7 '::bigint, '1.25'::decimal(5,2), '1e3'::double, '2020-01-02'::date, 'true'::boolean
select try_cast(note as int), try_cast(carrier as double), try_cast('x' as date), try_cast('12' as int) from flights
select cast('abcdef' as varchar(3)), cast(origin as varchar(2)) from flights
=> select 'abc', left(origin, 2) from flights
select id::smallint, id::int8, (id % 2)::bool from flights
-- Aggregates
select count(*) from flights
select count(*), count(carrier), count(distinct carrier), sum(distance), avg(distance), min(distance), max(distance) from flights
select sum(price), avg(air_time), min(day), max(dep), min(note), max(carrier) from flights
select var_pop(distance), var_samp(distance), stddev_pop(air_time), stddev(air_time), variance(dep_delay) from flights
select sum(seats), sum(code), avg(seats), sum(weight) from flights
select carrier, count(*) from flights group by carrier
select carrier, origin, count(*), sum(distance) from flights group by carrier, origin
select carrier c, avg(dep_delay) from flights group by c
select carrier, count(*) from flights group by 1
select carrier, origin, count(*) from flights group by all
select carrier, count(*) as n from flights group by carrier having count(*) > 80
select carrier, count(*) as n from flights group by carrier having n > 80
select upper(origin), distance / 500, count(*) from flights group by upper(origin), distance / 500
=> select upper(origin), distance // 500, count(*) from flights group by all
select count(*) filter (where distance > 100), sum(distance) filter (where cancelled), avg(price) filter (where carrier = 'AA') from flights
select origin, count(*) filter (where cancelled), count(distinct carrier) filter (where distance > 1000) from flights group by origin
select bool_and(cancelled), bool_or(cancelled), every(distance >= 0) from flights
=> select bool_and(cancelled), bool_or(cancelled), bool_and(distance >= 0) from flights
select origin, any_value(origin) from flights group by origin
select sum(distinct distance % 10), avg(distinct distance % 10) from flights
select origin, sum(distinct distance % 10) from flights group by origin
select sum(distinct distance % 10), avg(distinct dep_delay), count(distinct carrier), sum(distance) from flights
select origin, sum(distinct distance % 10) filter (where not cancelled), median(distinct dep_delay), min(distinct carrier) from flights group by origin
select corr(distance, dep_delay), covar_pop(distance, dep_delay), covar_samp(distance, dep_delay) from flights
select origin, regr_slope(dep_delay, distance), regr_intercept(dep_delay, distance), regr_r2(dep_delay, distance), regr_count(dep_delay, distance) from flights group by origin
select origin, regr_avgx(dep_delay, distance), regr_avgy(dep_delay, distance), regr_sxx(dep_delay, distance), regr_syy(dep_delay, distance), regr_sxy(dep_delay, distance) from flights group by origin
select corr(distance, dep_delay) filter (where cancelled), regr_count(air_time, distance + 1) filter (where id < 100) from flights
select origin, bit_and(distance), bit_or(id), bit_xor(dep_delay) from flights group by origin
select arg_min(carrier, id), arg_max(price, id), min_by(dep, id), max_by(note, id) from flights
select origin, max_by(id, id % 1000, 2), arg_min(carrier, id, 3) from flights group by origin
select origin, max(distance, 3), min(carrier, 2), max(price, 1), min(dep_delay, 2) from flights group by origin
select max(distance, 2) from flights where id < 0
select origin, max(dep_delay, 2) from flights where id < 5 group by origin order by origin
select quantile_cont(distance, 0.25), quantile_cont(air_time, 0.9), quantile_disc(distance, 0.25), quantile_disc(carrier, 0.5), quantile_disc(day, 1) from flights
select origin, percentile_cont(0.5) within group (order by dep_delay), percentile_disc(0.25) within group (order by distance desc) from flights group by origin
select percentile_disc(0) within group (order by distance desc), percentile_cont(0.3) within group (order by air_time desc) from flights
select percentile_cont(0.5) within group (order by distance) filter (where id < 100) from flights
select percentile_disc(0.5) within group (order by carrier) filter (where id < 100), percentile_disc(0.1) within group (order by distance) + 1 from flights
select origin, median(distance) from flights group by origin
select mode(x) from (values (1), (2), (2), (null)) t(x)
select count(*) from (select origin, max(distance, 2) as best from flights group by origin) where best is not null
select sum(distance) / count(*) from flights
=> select sum(distance) // count(*) from flights
select sum(distance + dep_delay), sum(distance * 2) - 1, max(abs(dep_delay)) from flights
select count(*) from flights where false
select sum(distance), min(carrier), avg(price), count(distance) from flights where id < 0
select carrier, sum(distance) from flights where id < 0 group by carrier
select distinct carrier from flights
select distinct carrier, origin from flights where distance > 500
select count(distinct distance), count(distinct note), count(distinct price) from flights
select day, count(*) from flights group by day
select extract(month from day) m, count(*) from flights group by m
select date_trunc('month', dep), count(*), avg(dep_delay) from flights group by 1
select cancelled, count(*) from flights group by cancelled
select carrier = 'AA', count(*) from flights group by carrier = 'AA'
select price, count(*) from flights group by price
select code, count(*) from flights group by code
select count(*) from flights having count(*) > 10
select count(*) from flights having count(*) > 10000
select max(distance) from flights group by origin
select 1 from flights group by origin
select sum(1), count(1), sum(1.5), max('x') from flights
select case when carrier = 'AA' then 'a' else 'b' end k, count(*) from flights group by k
select max(case when carrier = 'AA' then distance end), sum(case when cancelled then 1 else 0 end) from flights
select min(distance) + max(distance), round(avg(distance), 2) from flights
-- Order and limit
select id from flights order by id
select id from flights order by id limit 10
select id from flights order by id desc limit 10 offset 5
select id, distance from flights order by distance, id
select id, distance from flights order by distance desc, id
select id, distance from flights order by distance nulls first, id
select id, distance from flights order by distance desc nulls last, id
select id, carrier from flights order by 2, 1
select id, carrier as c from flights order by c desc, id limit 20
select id from flights order by distance, id limit 7
select id, note from flights order by length(note) desc, id
select carrier, count(*) as n from flights group by carrier order by n desc, carrier
select carrier, count(*) from flights group by carrier order by count(*) desc, carrier limit 3
select origin, avg(price) from flights group by origin order by 2 desc
select origin, carrier, count(*) from flights group by all order by all
select distinct origin from flights order by origin
select distinct origin from flights order by origin limit 2
select id from flights order by day, dep desc, id offset 690
select id % 3 as m, id from flights order by m, id desc limit 5
select id from flights order by id fetch first 3 rows only
select id from flights order by id limit 0
select count(*) from (select * from flights limit 10)
select origin from flights group by origin order by sum(distance) desc
-- Nested
select c, n from (select carrier c, count(*) n from flights group by carrier) where n > 80
select avg(n) from (select carrier, count(*) n from flights group by carrier)
select max(n), count(*) from (select origin, carrier, count(*) as n from flights group by origin, carrier) t where carrier <> 'AA'
select n, count(*) from (select day, count(*) n from flights group by day) t group by n
select count(*) from (select distinct carrier, origin from flights)
select id * 2 from (select id from flights where id < 10) where id > 3
select * from (select id, distance from flights order by id limit 20) t where distance > 500
select sum(distance) from (select distance from flights order by id limit 100)
select origin, sum(distance) from (select * from flights order by id desc limit 200) group by origin
with a as (select carrier, sum(distance) d from flights group by carrier) select * from a where d > 1000
with a as (select * from flights where distance > 100), b as (select origin, count(*) n from a group by origin) select origin from b where n > 10
with flights2(a, b) as (select id, carrier from flights) select b, max(a) from flights2 group by b
select * from late
select count(*), max(delay) from late where carrier = 'UA'
select * from late_by_carrier where n > 2
select l.carrier, l.n + 1 from late_by_carrier l
select m.x from (select carrier as x, distance from flights) m where m.distance = 100
select count(*) from (select carrier, count(*) from flights group by carrier having count(*) > 5)
select a.k, a.s from (select origin as k, sum(price) as s from flights group by origin) a order by a.k
select upper(k) from (select distinct lower(origin) as k from flights)
select k from (select origin k, max(id) m from flights group by origin) where k = 'JFK' and m > 5
select distance % 3 + 1 as next, count(*) as rows from flights group by 1 order by next
select value, rows from (select id as value, distance as rows from flights) order by rows desc, value limit 3
select t.row, t.match from (select id as row, carrier as match from flights) t where t.row > 3 order by t.match, row
select count(*) as year, max(id) as condition, min(id) as old from flights having count(*) > 0
with result as (select id as element from flights) select sum(element) as method from result
-- Set operations
select id from flights where id < 5 union all select id from flights where id > 690
select carrier from flights union select origin from flights
select carrier, distance from flights where id < 50 union select carrier, distance from flights where id > 30
select id, 'low' as part from flights where id < 5 union all select id, 'high' from flights where id > 690 order by id
select * from (select id from flights union all select distance from flights) order by id limit 20 offset 5
select dep_delay from flights where id < 20 union all select seats from flights where id < 20
select distance from flights where id < 20 union all select price from flights where id < 20
select code from flights union select distance from flights
select day from flights where id < 20 union all select dep from flights where id < 20
select distance from flights where id < 20 union all select air_time from flights where id < 20
select id from flights where id < 3 union all select null union all values (7), (8)
select null as nothing union all select null
select 1 as a, 'x' as b union all select 2, 'y' union all select 3, null
select count(*), sum(id) from (select id, carrier from flights union all select distance, origin from flights)
select count(*) from (select * from flights union all select * from flights where id < 10)
select carrier, count(*) n, max(distance) from (select carrier, distance from flights where id < 400 union all select carrier, distance from flights where id > 200) group by carrier having count(*) > 3
select carrier, count(*) n from flights group by carrier union all select origin, count(*) from flights group by origin
select carrier, sum(n) from (select carrier, count(*) n from flights group by carrier union all select origin, count(*) from flights group by origin) group by carrier order by 2 desc, 1
(select id from flights order by id limit 3) union all (select id from flights order by id desc limit 3) order by id
select id from (select id from flights order by id limit 3) union all select max(id) from flights union all values (-1)
select x from (select id as x from flights union all (select distance from flights union select dep_delay from flights)) where x < 30
with a as (select carrier c from flights where id < 100), b as (select c from a union select origin from flights) select c, count(*) from b group by c
with a as (select id from flights where id < 10 union all select id from flights where id < 5) select id, count(*) from a group by id
select distinct c from (select carrier c from flights union all select origin from flights)
select distinct * from (select carrier, origin from flights union all select origin, carrier from flights)
select upper(x) from (select carrier x from flights union all select note from flights) where x like '%a%'
select id from flights where id < 10 intersect select id from flights where id > 5
select carrier from flights intersect select carrier from flights where distance > 2000
select distance from flights intersect select dep_delay from flights
select carrier, origin from flights where id < 300 except select carrier, origin from flights where id >= 300
select distance from flights except select dep_delay from flights where dep_delay is not null
select carrier from flights except select 'AA' except select null
select id from flights where id < 20 except (select id from flights where id > 15 union select 3) order by id
select count(*) from (select id from flights intersect select distance from flights)
values (1), (2) union values (2), (3)
values (1), (2) except values (2)
select id, carrier from flights where id < 5 union all select id, carrier from flights where id < 3 order by all
select id from flights union all select id from flights order by id desc limit 5
select (select_id) from (select id as select_id from flights where id = 3 union all select 4)
-- Grouping sets
select carrier, origin, count(*) from flights group by grouping sets ((carrier), (origin))
select carrier, origin, count(*), sum(distance) from flights group by rollup (carrier, origin)
select carrier, origin, cancelled, count(*), avg(distance) from flights group by cube (carrier, origin, cancelled)
select carrier, origin, grouping(carrier), grouping(origin), grouping(carrier, origin), count(*) from flights group by cube (carrier, origin)
select carrier, grouping(carrier) g, count(*) from flights group by rollup (carrier) order by g, carrier
select carrier, origin, count(*) n from flights group by carrier, rollup (origin) having count(*) > 10
select carrier, origin, count(*) n from flights where id < 0 group by rollup (carrier, origin)
select carrier, count(*) n, count(distance), max(day) from flights group by grouping sets ((carrier), ())
select count(*) from flights group by grouping sets (())
select carrier, origin, count(distinct distance), sum(distinct distance) from flights group by grouping sets ((carrier, origin), (origin), ())
=> select carrier, origin, count(distinct distance), sum(distinct distance) from flights group by grouping sets ((carrier, origin), (origin), ())
select distance % 3 as d, upper(carrier) as c, count(*) filter (where id > 100) from flights group by grouping sets ((1), (2), (1, 2))
select carrier, sum(n) from (select carrier, origin, count(*) n from flights group by rollup (carrier, origin)) group by carrier
select c, o, count(*) from (select carrier c, origin o from flights union all select origin, carrier from flights) group by rollup (c, o)
select x, y, sum(z) from (values (1, 'a', 10), (1, 'b', 20), (2, 'a', 30), (2, null, 5)) t(x, y, z) group by cube (x, y)
select day, count(*) from flights where id < 200 group by rollup (day) order by day nulls first, 2
select carrier, origin, count(*) from flights group by rollup (carrier, origin) order by grouping(carrier), grouping(origin), carrier, origin limit 12
select code, grouping(code), max(code) from flights group by rollup (code)
table flights
select count(*) from (table flights)
-- Subqueries that need no join
select id from flights where distance = (select max(distance) from flights)
select id, distance - (select avg(distance) from flights where carrier = 'AA') from flights where id < 20
select (select count(*) from flights) as n, (select max(day) from flights), 1 + (select min(id) from flights)
select (select id from flights where id < 0) as nothing
select id from flights where carrier in (select carrier from flights where distance > 2450)
select id from flights where carrier not in (select carrier from flights where distance > 2450 and carrier is not null)
select id from flights where carrier not in (select carrier from flights)
select id from flights where carrier not in (select carrier from flights where id < 0)
select id from flights where distance in (select dep_delay from flights)
select id, carrier in (select 'AA' union all select null) from flights where id < 30
select id from flights where price in (select distance from flights)
select id from flights where code in (values (1), (2), (300))
select count(*) from flights where exists (select 1 from flights where distance > 2450)
select count(*) from flights where not exists (select 1 from flights where distance > 2450)
select count(*) from flights where exists (select * from flights where id < 0)
select exists (select 1 from flights where id = 3) as found
select carrier, count(*) n from flights group by carrier having count(*) > (select count(*) / 10 from flights)
=> select carrier, count(*) n from flights group by carrier having count(*) > (select count(*) // 10 from flights)
select carrier, sum(distance) * 1.0::float8 / (select sum(distance) from flights) from flights group by carrier
select id from flights order by (select max(id) from flights) - id limit 3
with m as (select max(distance) d from flights) select id from flights where distance = (select d from m)
select id from flights where distance > (select avg(distance) from flights where carrier in (select carrier from flights where id < 4))
select id from flights where id in (select id from flights order by distance desc nulls last, id limit 5)
select case when distance > (select avg(distance) from flights) then 'far' else 'near' end as how, count(*) from flights group by how
select id from flights where day = (select max(day) from flights) union all select (select min(id) from flights)
select id from flights where (select true)
select id from flights where dep > (select max(dep) from flights) - interval '1' day
select id from flights where id < (select count(*) from (select distinct carrier from flights))
select max(id) filter (where distance < (select avg(distance) from flights)) from flights
select id from flights where exists (select carrier from flights group by carrier having count(*) > 100) and id < 5
values (extract(year from date '2020-05-06'), (select max(id) from flights))
select id from (select id, distance + 1 as more from flights) where more > 2400
-- INTERSECT ALL and EXCEPT ALL keep how often a row is there
select origin from flights where id < 40 intersect all select origin from flights where id >= 30
select carrier, origin from flights except all select carrier, origin from flights where id % 3 = 0
select carrier from flights except all select carrier from flights where id < 100 except all select carrier from flights where id > 600
select distance % 5 from flights intersect all select dep_delay % 5 from flights intersect all select id % 5 from flights
select x, count(*) from (select carrier x from flights except all select origin from flights) group by x
select carrier from flights except all select carrier from flights
select carrier from flights where id < 9 intersect all select carrier from flights order by 1 desc limit 4
values (1), (1), (2), (null), (null) except all values (1), (null)
select sum(d) from (select distance d from flights intersect all select distance from flights where id % 2 = 0)
-- Rows of values
select id from flights where (origin, carrier) = ('JFK', 'AA')
select id from flights where (origin, carrier) <> ('JFK', 'AA')
=> select id from flights where origin <> 'JFK' or carrier <> 'AA'
select id from flights where (dep_delay, distance) < (10, 500)
=> select id from flights where dep_delay < 10 or (dep_delay = 10 and distance < 500)
select id from flights where (dep_delay, distance, id) >= (10, 500, 7)
=> select id from flights where dep_delay > 10 or (dep_delay = 10 and (distance > 500 or (distance = 500 and id >= 7)))
select id from flights where (origin, carrier) in (('JFK', 'AA'), ('EWR', 'DL'), ('LGA', ''))
select id from flights where (origin, carrier) not in (('JFK', 'AA'), ('EWR', 'DL'))
=> select id from flights where not ((origin = 'JFK' and carrier = 'AA') or (origin = 'EWR' and carrier = 'DL'))
select id, (origin, carrier) in (('JFK', 'AA'), ('EWR', null)) from flights
=> select id, (origin = 'JFK' and carrier = 'AA') or (origin = 'EWR' and carrier = null) from flights
select id from flights where (id, distance % 7) in (select id + 1, distance % 7 from flights where origin = 'JFK')
=> select id from flights f where exists (select 1 from flights g where g.origin = 'JFK' and g.id + 1 = f.id and g.distance % 7 = f.distance % 7)
select id, (carrier, note) in (select carrier, note from flights where id < 20) from flights
=> select id, (select case when count(*) filter (where a) > 0 then true when count(*) filter (where a is null) > 0 then null else false end from (select g.carrier = f.carrier and g.note = f.note as a from flights g where g.id < 20)) from flights f
select id, (carrier, note, origin) not in (select carrier, note, origin from flights where id between 100 and 130) from flights
=> select id, (select case when count(*) filter (where a) > 0 then false when count(*) filter (where a is null) > 0 then null else true end from (select g.carrier = f.carrier and g.note = f.note and g.origin = f.origin as a from flights g where g.id between 100 and 130)) from flights f
select count(*) from flights where (carrier, id) in (select carrier, id from flights where id < 0)
=> select 0
select count(*) from flights where (id, id * 2) in (select code, distance from flights)
=> select count(*) from flights f where exists (select 1 from flights g where g.code = f.id and g.distance = f.id * 2)
-- Comparisons with some or all
select id from flights where distance > all (select distance from flights where id < 50 and distance is not null)
select id from flights where distance > all (select distance from flights where id < 50)
select id, dep_delay >= any (select dep_delay from flights where id between 10 and 14) from flights
select id, dep_delay < some (select dep_delay from flights where id between 10 and 14 and dep_delay is not null) from flights
=> select id, dep_delay < any (select dep_delay from flights where id between 10 and 14 and dep_delay is not null) from flights
select id, dep_delay <= all (select dep_delay from flights where id between 10 and 100 and dep_delay is not null) from flights
select id, carrier = any (select carrier from flights where id < 3) from flights
select id, carrier <> all (select carrier from flights where id < 3) from flights
select id, carrier <> any (select carrier from flights where id < 3) from flights
select id, carrier = all (select carrier from flights where id < 3) from flights
select id, origin = all (select origin from flights where id = 3) from flights
select id, carrier > all (select carrier from flights where id < 0) from flights
=> select id, true from flights
select id, carrier > any (select carrier from flights where id < 0) from flights
=> select id, false from flights
select id, cancelled = all (select cancelled from flights where id < 4), cancelled <> any (select cancelled from flights where id < 4) from flights
select id, day > all (select dep::date from flights where id < 9 and dep is not null), price < any (select distance from flights where id < 9) from flights
select id, distance > any (array[100, 2000]), distance > all (array[100, 2000]) from flights
=> select id, distance > 100, distance > 2000 from flights
select id, distance = any (array[100, null, 7]), carrier <> all (array['AA', null]) from flights
=> select id, distance in (100, null, 7), carrier not in ('AA', null) from flights
select id, dep_delay <= some (1, 2, 3), dep_delay <> all (1, 2) from flights
=> select id, dep_delay <= 3, dep_delay not in (1, 2) from flights
select id from flights where carrier = any (array['AA', 'UA', 'DL', 'B6'])
=> select id from flights where carrier in ('AA', 'UA', 'DL', 'B6')
select origin, count(*) from flights group by origin having count(*) >= all (select count(*) from flights group by origin)
select count(*) filter (where distance > all (select distance from flights where id < 9 and distance is not null)) from flights
select exists (select 1 from flights where id = 5), not exists (select 1 from flights where id = -5), 1 = any (select 1)
-- What PostgreSQL writes its own way
select 'no ' || id, id || '/' || distance, note || price || null, origin || day from flights
=> select 'no ' || id, id || '/' || distance, null, origin || day from flights
select coalesce(null, distance), coalesce(null, null, 'x'), greatest(null, id, distance), nullif(null, id) from flights
select id from flights where note like origin || '%' or note like '%' || left(carrier, 1) || '%'
select id, note not like substring(note, 1, 2) || '_' || '%', carrier like carrier from flights
select id from flights where note similar to '%(late|gate)%' or note similar to 'x'
=> select id from flights where note like '%late%' or note like '%gate%' or note = 'x'
select id from flights where note not similar to 'Late#_1[0-9]+%' escape '#'
=> select id from flights where not regexp_matches(note, '^Late_1[0-9]+.*$')
select day + interval 1 month, dep - interval 36 hour, day + interval 2 day from flights
select day + 2 * interval '1 day', dep + interval '1' hour * id from flights
select count(*) from flights where dep < now() - interval '7 days'
=> select count(*) from flights where dep < timestamp '2020-02-22 12:34:56'
select count(*) from flights where day between '2013-01-10' and now() and now() > day
=> select count(*) from flights where day >= '2013-01-10'
select id, date_diff('day', day, date '2013-06-01'), date_diff('month', day, dep) from flights where day is not null and dep is not null
select id from flights where row(origin, carrier) in (row('JFK', 'AA'), ('EWR', 'DL')) or row(id, code) = row(1, 2)
=> select id from flights where (origin, carrier) in (('JFK', 'AA'), ('EWR', 'DL')) or (id = 1 and code = 2)
select id from flights where row(id, code) in (select code, code from flights)
=> select id from flights where id = code and id in (select code from flights)
-- The first rows of an order, of any type, with nulls and equal keys
select id, distance from flights order by distance desc, id limit 7
select id, distance from flights order by distance nulls first, id limit 60
select * from flights order by dep_delay, id desc limit 9 offset 3
select id, air_time from flights order by air_time desc nulls last, id limit 5
select id, price from flights where price > 0 order by price, id limit 5
select id, note from flights order by note, id limit 130
select id, note from flights where note like '%ran%' or note like '%é%' or note like '%ä%' order by note desc nulls last, id limit 3
select id, weight * 0, seats from flights order by weight * -0.0, id limit 6
=> select id, weight * 0, seats from flights order by weight * 0, id limit 6
select id, dep, cancelled from flights order by cancelled desc, dep nulls first, id limit 33
select id, seats from flights order by seats % 3, carrier, id desc limit 4
select id, price::decimal(30, 4) p from flights order by p desc nulls last, id limit 5
select x, count(*) from (select carrier x from flights order by distance, id limit 50) group by x
select id, code from flights order by code desc, origin, id limit 200 offset 10
