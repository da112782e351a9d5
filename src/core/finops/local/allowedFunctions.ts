/**
 * Functions that DuckDB's parser makes of operators and of SQL's own words: `||`, LIKE, EXTRACT, AT TIME ZONE, INTERVAL, [ … ].
 */
const syntax = {
  arithmetic: '+ - * / // % ** ^ & | ~ << >> @ !__postfix xor',
  texts: '|| ^@ ~~ !~~ ~~* !~~* ~~~ like_escape not_like_escape ilike_escape not_ilike_escape',
  patterns: 'regexp_full_match contains prefix suffix starts_with',
  words: 'position substring trim ltrim rtrim date_part timezone nullif count_star unnest',
  intervals:
    'to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds ' +
    'to_microseconds to_decades to_centuries to_millennia trunc',
  nested:
    'row struct_pack struct_extract map list_value array_value array_extract array_slice list_apply list_filter ' +
    'array_agg ->> <@ @> && <-> <=>',
};

/**
 * DuckDB's functions that a query may use, by topic: they work on their arguments and say nothing of the machine, the
 * session or the catalog, and change nothing. Chosen from `duckdb_functions()` of the version in package.json.
 */
const duckdb = {
  numbers:
    'abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot degrees divide even exp ' +
    'factorial fdiv floor fmod gamma gcd greatest greatest_common_divisor isfinite isinf isnan lcm least ' +
    'least_common_multiple lgamma ln log log10 log2 mod multiply nextafter pi pow power radians random round ' +
    'round_even roundbankers sign signbit sin sinh sqrt subtract tan tanh equi_width_bins',
  texts:
    'array_to_string ascii bar base64 bin bit_length char_length character_length chr concat concat_ws contains ' +
    'damerau_levenshtein decode editdist3 encode ends_with format format_bytes formatReadableDecimalSize ' +
    'formatReadableSize from_base64 from_binary from_hex hamming hash hex instr jaccard jaro_similarity ' +
    'jaro_winkler_similarity lcase left left_grapheme len length length_grapheme levenshtein lower lpad md5 ' +
    'md5_number mismatches nfc_normalize octet_length ord parse_dirname parse_dirpath parse_filename ' +
    'parse_formatted_bytes parse_path printf regexp_escape regexp_extract regexp_extract_all regexp_matches ' +
    'regexp_replace regexp_split_to_array regexp_split_to_table repeat replace reverse right right_grapheme rpad ' +
    'sha1 sha256 split split_part str_split str_split_regex string_split string_split_regex string_to_array ' +
    'strip_accents strlen strpos substr substring_grapheme to_base to_base64 to_binary to_hex translate typeof ' +
    'ucase unbin unhex unicode upper url_decode url_encode uuid',
  dates:
    'age ago century current_date current_localtime current_localtimestamp date_add date_diff date_sub date_trunc ' +
    'datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch ' +
    'epoch_ms epoch_ns epoch_us era get_current_time get_current_timestamp hour isodow isoyear julian last_day ' +
    'make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond ' +
    'millennium millisecond minute month monthname nanosecond normalized_interval now quarter second strftime ' +
    'strptime time_bucket timezone_hour timezone_minute to_timestamp today transaction_timestamp try_strptime week ' +
    'weekday weekofyear year yearweek',
  lists:
    'aggregate apply array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains ' +
    'array_distinct array_filter array_has array_has_all array_has_any array_indexof array_intersect array_length ' +
    'array_pop_back array_pop_front array_position array_prepend array_push_back array_push_front array_reduce ' +
    'array_resize array_reverse array_reverse_sort array_select array_sort array_transform array_unique ' +
    'array_where array_zip element_at filter flatten generate_series generate_subscripts grade_up list_aggr ' +
    'list_aggregate list_any_value list_append list_approx_count_distinct list_avg list_bool_and list_bool_or ' +
    'list_cat list_concat list_contains list_count list_distinct list_element list_extract list_first ' +
    'list_grade_up list_has list_has_all list_has_any list_histogram list_indexof list_intersect list_last list_mad ' +
    'list_max list_median list_min list_mode list_pack list_position list_prepend list_product list_reduce ' +
    'list_resize list_reverse list_reverse_sort list_select list_slice list_sort list_stddev_pop list_stddev_samp ' +
    'list_string_agg list_sum list_transform list_unique list_var_pop list_var_samp list_where list_zip range reduce',
  mapsAndStructs:
    'cardinality map_concat map_contains map_contains_entry map_contains_value map_entries map_extract ' +
    'map_extract_value map_from_entries map_keys map_values struct_concat struct_contains struct_extract_at ' +
    'struct_has struct_indexof struct_insert struct_keys struct_position struct_update struct_values ' +
    'union_extract union_tag union_value',
  json:
    'array_to_json from_json from_json_strict json json_array json_array_length json_contains json_exists ' +
    'json_extract json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object ' +
    'json_group_structure json_keys json_merge_patch json_object json_pretty json_quote json_structure ' +
    'json_transform json_transform_strict json_type json_valid json_value row_to_json to_json',
  aggregates:
    'any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min ' +
    'arg_min_null argmax argmin avg bit_and bit_or bit_xor bool_and bool_or corr count count_if countif covar_pop ' +
    'covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram histogram_exact kahan_sum ' +
    'kurtosis kurtosis_pop last list listagg mad max max_by mean median min min_by mode product quantile ' +
    'quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy ' +
    'regr_syy reservoir_quantile sem skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop ' +
    'var_samp variance wavg weighted_avg',
  windows:
    'cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number',
};

/** Functions in FROM that make rows out of their arguments and of nothing else. */
const duckdbTables = { rows: 'range generate_series unnest json_each json_tree repeat repeat_row' };

/** Trino's, as Athena's engine version 3 has them. Source: "List of functions by topic" of Trino's documentation. */
const trino = {
  numbers:
    'abs acos asin atan atan2 bit_count bitwise_and bitwise_not bitwise_or bitwise_xor cbrt ceil ceiling cos cosh ' +
    'degrees e exp floor from_base greatest infinity is_finite is_infinite is_nan least ln log log10 log2 mod nan ' +
    'normal_cdf pi pow power radians rand random round sign sin sinh sqrt tan tanh to_base truncate width_bucket',
  texts:
    'chr codepoint concat concat_ws ends_with format from_utf8 hamming_distance length levenshtein_distance lower ' +
    'lpad md5 normalize regexp_count regexp_extract regexp_extract_all regexp_like regexp_position regexp_replace ' +
    'regexp_split replace reverse rpad sha1 sha256 sha512 soundex split split_part split_to_map split_to_multimap ' +
    'strpos substr to_base64 to_hex to_utf8 from_base64 from_hex translate typeof upper url_decode url_encode ' +
    'url_extract_host url_extract_parameter url_extract_path url_extract_protocol url_extract_query uuid xxhash64',
  dates:
    'current_date current_time current_timestamp current_timezone date date_add date_diff date_format date_parse ' +
    'date_trunc day day_of_month day_of_week day_of_year dow doy format_datetime from_iso8601_date ' +
    'from_iso8601_timestamp from_unixtime hour human_readable_seconds last_day_of_month localtime localtimestamp ' +
    'millisecond minute month now parse_datetime parse_duration quarter second timezone_hour timezone_minute ' +
    'to_iso8601 to_unixtime week week_of_year with_timezone year year_of_week yow',
  arraysAndMaps:
    'all_match any_match array_distinct array_except array_intersect array_join array_max array_min array_position ' +
    'array_remove array_sort array_union arrays_overlap cardinality combinations element_at filter flatten ' +
    'map_agg map_concat map_entries map_filter map_from_entries map_keys map_union map_values map_zip_with ' +
    'multimap_agg multimap_from_entries ngrams none_match reduce repeat sequence shuffle slice transform ' +
    'transform_keys transform_values trim_array zip zip_with',
  json:
    'is_json_scalar json_array json_array_contains json_array_get json_array_length json_exists json_extract ' +
    'json_extract_scalar json_format json_object json_parse json_query json_size json_value',
  aggregates:
    'any_value approx_distinct approx_most_frequent approx_percentile arbitrary avg bool_and bool_or checksum corr ' +
    'count count_if covar_pop covar_samp every geometric_mean histogram kurtosis listagg max max_by min min_by ' +
    'numeric_histogram reduce_agg regr_intercept regr_slope skewness stddev stddev_pop stddev_samp sum var_pop ' +
    'var_samp variance',
  windows:
    'cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number ' +
    // What the parser makes of them.
    'first last',
};

/** The functions that one engine's queries may use, in lower case. */
export interface AllowedFunctions {
  /** In expressions. */
  readonly inExpressions: ReadonlySet<string>;
  /** In FROM. */
  readonly inFrom: ReadonlySet<string>;
}

/** DuckDB's functions that a query of the local engine may use. */
export const duckdbFunctions: AllowedFunctions = {
  inExpressions: namesIn(syntax, duckdb),
  inFrom: namesIn(duckdbTables),
};

/** Trino's functions that a query in Athena may use. */
export const trinoFunctions: AllowedFunctions = {
  inExpressions: namesIn(syntax, trino),
  inFrom: namesIn({ rows: 'unnest' }),
};

function namesIn(...topics: readonly Readonly<Record<string, string>>[]): ReadonlySet<string> {
  const names = topics.flatMap((topic) => Object.values(topic)).flatMap((list) => list.split(' '));
  return new Set(names.map((name) => name.toLowerCase()));
}
