// The words of the error codes: see the header.
#include "engine/error_code.h"

namespace coutil {

const char* error_text(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOk:
      return "";
    case ErrorCode::kClosed:
      return "closed";
#define COUTIL_TEXT(name, text) \
  case ErrorCode::k##name:      \
    return text;
      COUTIL_ERROR_CODES(COUTIL_TEXT)
#undef COUTIL_TEXT
  }
  return "unknown error";
}

}  // namespace coutil
