#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace wingspread::pricing {

/// A row of tests/pricing/golden: the right, then the numbers of the remaining columns.
struct GoldenRow {
    char right = 'C';
    std::vector<double> values;
};

/// Empty when the file is missing, which the caller must treat as a failure.
inline std::vector<GoldenRow> read_golden(const std::string& path) {
    std::ifstream file(path);
    std::vector<GoldenRow> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string cell;
        GoldenRow row;
        std::getline(cells, cell, ',');
        row.right = cell.front();
        while (std::getline(cells, cell, ',')) row.values.push_back(std::stod(cell));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace wingspread::pricing
