// Options that go with others. One that would change nothing was given by mistake, or its partner
// was forgotten: without --policy pad, --pad-color would stretch in silence.
#ifndef FIT299_CLI_PARTNERS_H_
#define FIT299_CLI_PARTNERS_H_

#include <string_view>

#include "cli/settings.h"
#include "fit299/exit_status.h"
#include "fit299/expected.h"
#include "fit299/recipe.h"

namespace fit299::cli {

// False when this option changes nothing in this recipe.
bool HasEffect(std::string_view option, const Recipe& recipe);

// Refuses options without effect. What was set at a lower level than the policy was meant for
// another policy, and may rest. Errors: kUsage.
Expected<void, Failure> CheckPartners(const Settings& settings, const Recipe& recipe);

}  // namespace fit299::cli

#endif  // FIT299_CLI_PARTNERS_H_
