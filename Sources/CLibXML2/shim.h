// Debian's libxml2 is built with ICU, whose headers clash with those of Foundation's own ICU in one
// and the same program; nothing of what is used here depends on it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
