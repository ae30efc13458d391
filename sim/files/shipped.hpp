// Where configs and networks come from: a path, or the name of a file that ships with systole.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace systole::sim {

/// weights, data and calibration are files of trained networks, by the network's name; tables hold energies and areas.
enum class Shelf { accelerators, workloads, weights, data, calibration, tables, sweeps };

/// The directory of shipped files: $SYSTOLE_HOME, or the source tree that this was built from.
std::filesystem::path shelf_directory(Shelf shelf);

/// Names of the shipped files of a shelf, sorted; workloads that ship in two formats have their extension.
std::vector<std::string> shipped_names(Shelf shelf);

/// An existing path as it is; else the shipped file of that name, with or without extension. Throws UserError that
/// names the nearest shipped file.
std::string find_file(Shelf shelf, const std::string& name);

}  // namespace systole::sim
