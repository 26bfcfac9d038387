// coutil.sim: links between hosts, and the faults of the network.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/network/host.h"
#include "sim/scenario/module.h"

namespace coutil::sim {

namespace {

constexpr double kMostBandwidth = 1e15;
constexpr TimeNs kLeastReorderingDelayNs = 1'000'000;

// Pushes the field; false, and nothing is pushed: it is not there.
bool push_field(lua_State* L, int table, const char* name) {
  lua_pushstring(L, name);
  if (lua_rawget(L, table) != LUA_TNIL) return true;
  lua_pop(L, 1);
  return false;
}

void read_spread(lua_State* L, const char* function, int table, Spread& spread) {
  if (!push_field(L, table, "spread")) return;
  const char* const names[] = {"uniform", "normal", "exponential"};
  constexpr Spread kSpreads[] = {Spread::kUniform, Spread::kNormal, Spread::kExponential};
  const char* name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  const auto* found = std::find_if(std::begin(names), std::end(names),
                                   [&](const char* one) { return std::strcmp(one, name) == 0; });
  if (found == std::end(names)) {
    refuse(L, function, "the spread of a latency", "'uniform', 'normal' or 'exponential'", -1);
  }
  spread = kSpreads[found - names];
  lua_pop(L, 1);
}

void read_latency(lua_State* L, const char* function, int options, LinkSettings& settings) {
  if (!push_field(L, options, "latency")) return;
  const char* expected = "a number of seconds or {least, most}";
  const int latency = lua_gettop(L);
  settings.spread = Spread::kUniform;
  if (lua_istable(L, latency)) {
    lua_pushnil(L);
    while (lua_next(L, latency)) {
      lua_pop(L, 1);
      const bool known = lua_type(L, -1) == LUA_TSTRING
                             ? std::strcmp(lua_tostring(L, -1), "spread") == 0
                             : lua_tointeger(L, -1) == 1 || lua_tointeger(L, -1) == 2;
      if (!known) {
        luaL_tolstring(L, -1, nullptr);
        luaL_error(L, "%s: a latency has no field '%s'; there are least and most, in this order, and spread",
                   function, lua_tostring(L, -1));
      }
    }
    lua_rawgeti(L, latency, 1);
    lua_rawgeti(L, latency, 2);
    settings.latency_least_ns = check_seconds(L, function, "the least latency", -2);
    settings.latency_most_ns = check_seconds(L, function, "the most latency", -1);
    if (settings.latency_most_ns < settings.latency_least_ns) {
      luaL_error(L, "%s: the least latency, %f, is above the most, %f", function, lua_tonumber(L, -2),
                 lua_tonumber(L, -1));
    }
    read_spread(L, function, latency, settings.spread);
  } else {
    if (lua_type(L, latency) != LUA_TNUMBER) refuse(L, function, "latency", expected, latency);
    settings.latency_least_ns = settings.latency_most_ns = check_seconds(L, function, "latency", latency);
  }
  lua_settop(L, latency - 1);
}

void read_seconds(lua_State* L, const char* function, int options, const char* name, TimeNs& time) {
  if (!push_field(L, options, name)) return;
  time = check_seconds(L, function, name, -1);
  lua_pop(L, 1);
}

void read_likelihood(lua_State* L, const char* function, int options, const char* name, double& likelihood) {
  if (!push_field(L, options, name)) return;
  likelihood = check_number(L, function, name, -1, 0, 1, "a number from 0 to 1");
  lua_pop(L, 1);
}

template <typename T>
void read_whole(lua_State* L, const char* function, int options, const char* name, double least, double most,
                const char* expected, T& number) {
  if (!push_field(L, options, name)) return;
  number = static_cast<T>(check_number(L, function, name, -1, least, most, expected));
  lua_pop(L, 1);
}

// What is not named stays as it is.
void read_settings(lua_State* L, const char* function, int options, LinkSettings& settings) {
  read_latency(L, function, options, settings);
  read_seconds(L, function, options, "jitter", settings.jitter_ns);
  read_likelihood(L, function, options, "loss", settings.loss);
  read_likelihood(L, function, options, "duplication", settings.duplication);
  read_likelihood(L, function, options, "reordering", settings.reordering);
  read_seconds(L, function, options, "reordering_delay", settings.reordering_delay_ns);
  if (settings.reordering > 0 && settings.reordering_delay_ns == 0) {
    settings.reordering_delay_ns = std::max(settings.latency_most_ns, kLeastReorderingDelayNs);
  }
  read_whole(L, function, options, "bandwidth", 0, kMostBandwidth,
             "a number of bits a second, or 0 for no limit", settings.bits_per_second);
  read_whole(L, function, options, "queue", 0, 1e12, "a number of bytes, 0 or more", settings.queue_bytes);
  read_whole(L, function, options, "mtu", 576, 65536, "a number of bytes from 576 to 65536", settings.mtu);
  read_whole(L, function, options, "hops", 1, 255, "a number from 1 to 255", settings.hops);
}

void change(lua_State* L, Host& from, Host& to, int options) {
  Scenario& scenario = *side_of(L).scenario;
  Link* link = nullptr;
  in_memory(L, [&] { link = &scenario.network().link(from, to); });
  LinkSettings settings = link->settings();
  read_settings(L, "sim.link", options, settings);
  if (!scenario.is_running()) return link->change(settings);
  in_memory(L, [&] { scenario.faults().change_link(from, to, settings); });
}

// sim.link (a, b, options)
int link(lua_State* L) {
  lua_settop(L, 3);
  const Faults::Group from = check_group(L, "sim.link", "the first argument", 1);
  const Faults::Group to = check_group(L, "sim.link", "the second argument", 2);
  check_fields(L, "sim.link", 3,
               {"latency", "jitter", "loss", "duplication", "reordering", "reordering_delay", "bandwidth",
                "queue", "mtu", "hops", "oneway"});
  bool one_way = false;
  if (push_field(L, 3, "oneway")) {
    if (!lua_isboolean(L, -1)) refuse(L, "sim.link", "oneway", "true or false", -1);
    one_way = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
  }
  for (Host* one : from) {
    for (Host* other : to) {
      if (one == other && (from.size() > 1 || to.size() > 1)) continue;
      change(L, *one, *other, 3);
      if (!one_way && one != other) change(L, *other, *one, 3);
    }
  }
  return 0;
}

// sim.links (options)
int links(lua_State* L) {
  lua_settop(L, 1);
  check_fields(L, "sim.links", 1,
               {"latency", "jitter", "loss", "duplication", "reordering", "reordering_delay", "bandwidth",
                "queue", "mtu", "hops"});
  Network& network = side_of(L).scenario->network();
  LinkSettings settings = network.usual_link();
  read_settings(L, "sim.links", 1, settings);
  network.set_usual_link(settings);
  return 0;
}

bool contains(Faults::Group group, const Host* host) {
  return std::find(group.begin(), group.end(), host) != group.end();
}

// All hosts that are not in the group, in an array that it leaves on the stack.
Faults::Group push_others(lua_State* L, Faults::Group group) {
  const auto& hosts = side_of(L).scenario->network().hosts();
  auto** others = static_cast<Host**>(lua_newuserdatauv(L, hosts.size() * sizeof(Host*), 0));
  std::size_t count = 0;
  for (Host* host : hosts) {
    if (!contains(group, host)) others[count++] = host;
  }
  return {others, count};
}

struct Sides {
  Faults::Group one;
  Faults::Group other;
};

// Two groups, or one and all others.
Sides check_sides(lua_State* L, const char* function) {
  const Faults::Group one = check_group(L, function, "the first group", 1);
  if (lua_isnil(L, 2)) return {one, push_others(L, one)};
  const Faults::Group other = check_group(L, function, "the second group", 2);
  for (const Host* host : one) {
    if (contains(other, host)) {
      lua_pushlstring(L, host->name().data(), host->name().size());
      luaL_error(L, "%s: host '%s' is on both sides", function, lua_tostring(L, -1));
    }
  }
  return {one, other};
}

// sim.partition (group [, group [, how]])
int partition(lua_State* L) {
  lua_settop(L, 3);
  bool one_way = false;
  if (!lua_isnil(L, 3)) {
    const char* how = lua_type(L, 3) == LUA_TSTRING ? lua_tostring(L, 3) : "";
    one_way = std::strcmp(how, "oneway") == 0;
    if (!one_way && std::strcmp(how, "both") != 0) {
      refuse(L, "sim.partition", "the third argument", "'oneway' or 'both'", 3);
    }
  }
  const Sides sides = check_sides(L, "sim.partition");
  in_memory(L, [&] { side_of(L).scenario->faults().partition(sides.one, sides.other, one_way); });
  return 0;
}

// sim.heal ([group [, group]])
int heal(lua_State* L) {
  lua_settop(L, 2);
  Faults& faults = side_of(L).scenario->faults();
  if (lua_isnil(L, 1) && lua_isnil(L, 2)) {
    in_memory(L, [&] { faults.heal(); });
  } else {
    const Sides sides = check_sides(L, "sim.heal");
    in_memory(L, [&] { faults.heal(sides.one, sides.other); });
  }
  return 0;
}

// sim.hold (group [, group])
int hold(lua_State* L) {
  lua_settop(L, 2);
  const Sides sides = check_sides(L, "sim.hold");
  in_memory(L, [&] { side_of(L).scenario->faults().hold(sides.one, sides.other); });
  return 0;
}

// sim.release (group [, group])
int release(lua_State* L) {
  lua_settop(L, 2);
  const Sides sides = check_sides(L, "sim.release");
  in_memory(L, [&] { side_of(L).scenario->faults().release(sides.one, sides.other); });
  return 0;
}

}  // namespace

const luaL_Reg kLinkFunctions[] = {{"link", &link},   {"links", &links}, {"partition", &partition},
                                   {"heal", &heal},   {"hold", &hold},   {"release", &release},
                                   {nullptr, nullptr}};

}  // namespace coutil::sim
