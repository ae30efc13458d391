#include "sim/report/document.hpp"

#include "reports/words.hpp"

namespace systole::sim {

namespace {

ReportJson words_json(reports::Told told) {
  ReportJson groups = ReportJson::object();
  for (const reports::WordGroup& group : reports::word_groups(told)) {
    ReportJson& words = groups[std::string{group.name}] = ReportJson::object();
    for (const reports::Word& word : group.words) {
      ReportJson& entry = words[std::string{word.name}];
      entry = {{"label", word.label}, {"definition", word.definition}};
      if (!word.unit.empty()) entry["unit"] = word.unit;
    }
  }
  return groups;
}

}  // namespace

ReportJson report_head(const std::string& kind, const std::string& version, const std::string& title,
                       reports::Told told) {
  constexpr int kFormat = 1;
  ReportJson document = ReportJson::object();
  document["format"] = kFormat;
  document["kind"] = kind;
  document["version"] = version;
  document["title"] = title;
  document["notes"] = ReportJson::array();
  document["words"] = words_json(told);
  return document;
}

ReportJson figure_json(const std::string& name) {
  const reports::Word& word = reports::figure_word(name);
  ReportJson json{{"name", name}, {"label", word.label}, {"unit", word.unit}, {"definition", word.definition}};
  if (word.better != reports::Better::neither) json["goal"] = word.better == reports::Better::more ? "max" : "min";
  return json;
}

std::string report_text(const ReportJson& document) {
  return document.dump(-1, ' ', false, ReportJson::error_handler_t::replace);
}

}  // namespace systole::sim
