// SPDX-License-Identifier: MPL-2.0
#include "emulator/options.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_MAX = 10 * 365 * 24 * 3600, LATENCY_MS_MAX = 10 * 60 * 1000 };
enum { VALIDATION_AS_PROVISIONING = -1 };

static bool set_listen(struct emu_options *options, const char *value)
{
    options->listen = value;
    const char *port = strrchr(value, ':');
    return port && port != value && port[1] != '\0';
}

static bool set_database(struct emu_options *options, const char *value)
{
    options->database = value;
    return value[0] != '\0';
}

/* A name and its secret, both not empty. */
static bool is_pair(const char *value)
{
    const char *secret = strchr(value, ':');
    return secret && secret != value && secret[1] != '\0';
}

static bool set_api_key(struct emu_options *options, const char *value)
{
    options->api_key = value;
    return is_pair(value);
}

static bool set_oauth_client(struct emu_options *options, const char *value)
{
    options->oauth_client = value;
    return is_pair(value);
}

static bool set_identity_pool(struct emu_options *options, const char *value)
{
    options->identity_pool = value;
    return value[0] != '\0';
}

static bool set_tls_cert(struct emu_options *options, const char *value)
{
    options->tls_cert = value;
    return value[0] != '\0';
}

static bool set_tls_key(struct emu_options *options, const char *value)
{
    options->tls_key = value;
    return value[0] != '\0';
}

static bool set_azure_region(struct emu_options *options, const char *value)
{
    options->azure_region = value;
    return value[0] != '\0';
}

static bool number_read(const char *value, double max, double *out)
{
    char *end;
    errno = 0;
    *out = strtod(value, &end);
    return end != value && *end == '\0' && errno == 0 && isfinite(*out) && *out >= 0 && *out <= max;
}

static bool set_latency(struct emu_options *options, const char *value)
{
    double ms;
    bool ok = number_read(value, LATENCY_MS_MAX, &ms);
    options->latency_ms = ok ? (int64_t)ms : 0;
    return ok;
}

static bool seconds_read(const char *value, int64_t *out_us)
{
    double seconds;
    bool ok = number_read(value, SECONDS_MAX, &seconds);
    *out_us = ok ? (int64_t)(seconds * 1e6) : 0;
    return ok;
}

static bool set_token_lifetime(struct emu_options *options, const char *value)
{
    double seconds;
    bool ok = number_read(value, SECONDS_MAX, &seconds) && seconds >= 1;
    options->token_lifetime_s = ok ? (int64_t)seconds : 0;
    return ok;
}

static bool set_provisioning(struct emu_options *options, const char *value)
{
    return seconds_read(value, &options->provisioning_us);
}

static bool set_validation(struct emu_options *options, const char *value)
{
    return seconds_read(value, &options->validation_us);
}

static bool set_deletion(struct emu_options *options, const char *value)
{
    return seconds_read(value, &options->deletion_us);
}

static bool set_gone(struct emu_options *options, const char *value)
{
    options->gone_status = strcmp(value, "404") == 0 ? 404 : 403;
    return strcmp(value, "403") == 0 || strcmp(value, "404") == 0;
}

static const struct option {
    const char *name;
    const char *value; /* what stands for it in the help */
    const char *preset;
    const char *help;
    bool (*set)(struct emu_options *options, const char *value);
} table[] = {
    {"--listen", "HOST:PORT", "127.0.0.1:0", "address to listen on; port 0 takes a free one",
     set_listen},
    {"--database", "FILE", ":memory:", "SQLite file that keeps the state; :memory: forgets it",
     set_database},
    {"--api-key", "KEY:SECRET", "emulator-key:emulator-secret", "the Cloud API key it accepts",
     set_api_key},
    {"--oauth-client", "ID:SECRET", "emulator-client:emulator-client-secret",
     "the application that its identity provider knows", set_oauth_client},
    {"--identity-pool", "ID", "pool-emu01", "the identity pool whose tokens it exchanges",
     set_identity_pool},
    {"--token-lifetime", "SECONDS", "900", "how long tokens are good, from 1 second on",
     set_token_lifetime},
    {"--tls-cert", "FILE", NULL, "certificate chain (PEM): speak https; needs --tls-key",
     set_tls_cert},
    {"--tls-key", "FILE", NULL, "private key (PEM) of the certificate", set_tls_key},
    {"--latency", "MS", "0", "milliseconds every answer of the API takes longer", set_latency},
    {"--provisioning", "SECONDS", "2", "time to provision or to resize a cluster",
     set_provisioning},
    {"--validation", "SECONDS", NULL, "time until a new key is VALID; if not given: --provisioning",
     set_validation},
    {"--deletion", "SECONDS", "0", "time a deleted cluster can still be seen", set_deletion},
    {"--azure-region", "REGION", "westeurope", "region Azure keys turn out to live in",
     set_azure_region},
    {"--gone", "403|404", "403", "status for a cluster that does not exist", set_gone},
};

enum { OPTION_COUNT = sizeof(table) / sizeof(table[0]) };

void emu_options_help(FILE *out)
{
    fputs("Usage: ccloud-emulator [option...]\n\n"
          "Stands in for the Confluent Cloud API: encryption keys, clusters, environments.\n"
          "Prints one line, \"listening on URL\", once it is ready; SIGTERM or SIGINT end it.\n\n",
          out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        fprintf(out, "  %-16s %-11s %s", table[i].name, table[i].value, table[i].help);
        if (table[i].preset)
            fprintf(out, " (default %s)", table[i].preset);
        fputc('\n', out);
    }
    fputs("  --help                       show this page\n", out);
}

/* "--name" or "--name=value"; `inline_value` is NULL for the first form. */
static const struct option *option_find(const char *argument, const char **inline_value)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        size_t len = strlen(table[i].name);
        if (strncmp(argument, table[i].name, len) != 0)
            continue;
        if (argument[len] != '\0' && argument[len] != '=')
            continue;
        *inline_value = argument[len] == '=' ? argument + len + 1 : NULL;
        return &table[i];
    }
    return NULL;
}

static bool argument_read(struct emu_options *options, int argc, char **argv, int *at, FILE *errors)
{
    const char *value;
    const struct option *option = option_find(argv[*at], &value);
    if (!option) {
        fprintf(errors, "ccloud-emulator: unknown option \"%s\"; --help lists them\n", argv[*at]);
        return false;
    }
    if (!value && *at + 1 < argc)
        value = argv[++*at];
    if (!value || !option->set(options, value)) {
        fprintf(errors, "ccloud-emulator: %s expects %s, not \"%s\"\n", option->name, option->value,
                value ? value : "");
        return false;
    }
    return true;
}

enum emu_options_outcome emu_options_parse(struct emu_options *options, int argc, char **argv,
                                           FILE *errors)
{
    *options = (struct emu_options){.validation_us = VALIDATION_AS_PROVISIONING};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (table[i].preset)
            table[i].set(options, table[i].preset);
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return EMU_OPTIONS_HELP;
        if (!argument_read(options, argc, argv, &i, errors))
            return EMU_OPTIONS_BAD;
    }
    if (!options->tls_cert != !options->tls_key) {
        fputs("ccloud-emulator: --tls-cert and --tls-key go together\n", errors);
        return EMU_OPTIONS_BAD;
    }
    if (options->validation_us == VALIDATION_AS_PROVISIONING)
        options->validation_us = options->provisioning_us;
    return EMU_OPTIONS_RUN;
}
