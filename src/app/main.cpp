#include "app/cli.hpp"

int main(int argc, char** argv) { return wingspread::app::run(argc, argv); }
