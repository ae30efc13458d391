#include "sim/report/timeline_digest.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace systole::sim {

namespace {

/// [begin, end) of a list: what happens during one layer, or during a few where there are very many.
struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};
using Groups = std::vector<Group>;

/// The numbers of the layers that run, by when.
class Course {
 public:
  explicit Course(const RecordedTimeline& timeline) {
    for (const Track& track : timeline.tracks)
      if (track.name == "layers")
        for (const Piece& piece : track.pieces) begins_.push_back(piece.begin);
  }
  std::size_t at(std::int64_t cycle) const {
    return static_cast<std::size_t>(std::upper_bound(begins_.begin(), begins_.end(), cycle) - begins_.begin());
  }

 private:
  std::vector<std::int64_t> begins_;
};

/// Runs of a list whose entries have one key.
template <class List, class Key>
Groups groups_of(const List& list, const Key& key) {
  Groups groups;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (groups.empty() || key(list[i]) != key(list[groups.back().begin])) groups.push_back({i, i});
    groups.back().end = i + 1;
  }
  return groups;
}

/// How many entries a group may have, so that all together are at most `room`; 0 where one each is too many.
std::size_t share_of(const std::vector<Groups>& lists, std::size_t room) {
  std::size_t largest = 0;
  for (const Groups& groups : lists)
    for (const Group& group : groups) largest = std::max(largest, group.size());
  const auto needed = [&](std::size_t share) {
    std::size_t entries = 0;
    for (const Groups& groups : lists)
      for (const Group& group : groups) entries += std::min(share, group.size());
    return entries;
  };
  std::size_t low = 0;
  std::size_t high = largest;
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (needed(middle) <= room)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/// Which of `parts` equal stretches of [begin, end) it is in.
std::int64_t stretch(std::int64_t cycle, std::int64_t begin, std::int64_t end, std::size_t parts) {
  const double share = static_cast<double>(cycle - begin) / static_cast<double>(std::max<std::int64_t>(1, end - begin));
  return std::min(static_cast<std::int64_t>(share * static_cast<double>(parts)), static_cast<std::int64_t>(parts) - 1);
}

Piece merged(const std::vector<Piece>& pieces, const Group& group) {
  if (group.size() == 1) return pieces[group.begin];
  std::map<std::uint32_t, std::int64_t> cycles;
  Piece all = pieces[group.begin];
  all.covered = 0;
  for (std::size_t i = group.begin; i < group.end; ++i) {
    all.end = std::max(all.end, pieces[i].end);
    all.covered += pieces[i].covered;
    cycles[pieces[i].what] += pieces[i].covered;
  }
  all.what = std::max_element(cycles.begin(), cycles.end(), [](const auto& a, const auto& b) {
               return a.second < b.second;
             })->first;
  return all;
}

void merge_pieces(Track& track, const Groups& groups, std::size_t share) {
  std::vector<Piece> kept;
  for (const Group& group : groups) {
    const std::vector<Piece> part(track.pieces.begin() + static_cast<std::ptrdiff_t>(group.begin),
                                  track.pieces.begin() + static_cast<std::ptrdiff_t>(group.end));
    if (part.size() <= share) {
      kept.insert(kept.end(), part.begin(), part.end());
      continue;
    }
    const std::int64_t begin = part.front().begin;
    const std::int64_t end = part.back().end;
    for (const Group& near : groups_of(part, [&](const Piece& p) { return stretch(p.begin, begin, end, share); }))
      kept.push_back(merged(part, near));
  }
  track.pieces = std::move(kept);
}

constexpr std::size_t kLevelsOfStretch = 4;

void keep_extremes(const std::vector<Level>& levels, const Group& group, std::vector<Level>& kept) {
  const auto begin = levels.begin() + static_cast<std::ptrdiff_t>(group.begin);
  const auto end = levels.begin() + static_cast<std::ptrdiff_t>(group.end);
  const auto [least, largest] =
      std::minmax_element(begin, end, [](const Level& a, const Level& b) { return a.value < b.value; });
  std::vector<std::ptrdiff_t> places{0, least - begin, largest - begin, end - begin - 1};
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const std::ptrdiff_t place : places) kept.push_back(begin[place]);
}

void merge_levels(Counter& counter, const Groups& groups, std::size_t share) {
  std::vector<Level> kept;
  const std::size_t stretches = std::max<std::size_t>(1, share / kLevelsOfStretch);
  for (const Group& group : groups) {
    const std::vector<Level> part(counter.levels.begin() + static_cast<std::ptrdiff_t>(group.begin),
                                  counter.levels.begin() + static_cast<std::ptrdiff_t>(group.end));
    if (part.size() <= std::max(share, kLevelsOfStretch)) {
      kept.insert(kept.end(), part.begin(), part.end());
      continue;
    }
    const std::int64_t begin = part.front().cycle;
    const std::int64_t end = part.back().cycle + 1;
    for (const Group& near : groups_of(part, [&](const Level& l) { return stretch(l.cycle, begin, end, stretches); }))
      keep_extremes(part, near, kept);
  }
  counter.levels = std::move(kept);
}

/// Layers that are one group: 1, or more where there are too many for an entry each.
std::size_t layers_together(const std::vector<Groups>& lists, std::size_t room) {
  std::size_t groups = 0;
  for (const Groups& list : lists) groups += list.size();
  return groups / std::max<std::size_t>(1, room) + 1;
}

/// Lists in groups by layer, of which there are at most `room` (about: lists begin and end within one).
template <class Lists, class GroupsBy>
std::vector<Groups> grouped(const Lists& lists, std::size_t room, const GroupsBy& groups_by) {
  std::vector<Groups> groups;
  groups.reserve(lists.size());
  for (const auto& list : lists) groups.push_back(groups_by(list, std::size_t{1}));
  const std::size_t together = layers_together(groups, room);
  if (together == 1) return groups;
  groups.clear();
  for (const auto& list : lists) groups.push_back(groups_by(list, together));
  return groups;
}

}  // namespace

bool digest(RecordedTimeline& timeline, const DigestLimits& limits) {
  const Course course{timeline};
  bool changed = false;
  const auto tracks = grouped(timeline.tracks, limits.pieces, [&](const Track& track, std::size_t together) {
    const bool waits = track.name.ends_with(" waits");
    return groups_of(track.pieces, [&, waits](const Piece& piece) {
      // A unit may work on a layer before and after the one that is said to run.
      return together == 1 && !waits ? piece.what : course.at(piece.begin) / together;
    });
  });
  const std::size_t pieces = std::max<std::size_t>(1, share_of(tracks, limits.pieces));
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const std::size_t before = timeline.tracks[i].pieces.size();
    merge_pieces(timeline.tracks[i], tracks[i], pieces);
    changed = changed || timeline.tracks[i].pieces.size() < before;
  }
  const auto counters =
      grouped(timeline.counters, limits.levels / kLevelsOfStretch, [&](const Counter& counter, std::size_t together) {
        return groups_of(counter.levels, [&](const Level& level) { return course.at(level.cycle) / together; });
      });
  const std::size_t levels = share_of(counters, limits.levels);
  for (std::size_t i = 0; i < counters.size(); ++i) {
    const std::size_t before = timeline.counters[i].levels.size();
    merge_levels(timeline.counters[i], counters[i], levels);
    changed = changed || timeline.counters[i].levels.size() < before;
  }
  return changed;
}

}  // namespace systole::sim
