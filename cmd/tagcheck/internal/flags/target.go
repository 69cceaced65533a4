package flags

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// Target is what the target is. The values are texts, not numbers and durations,
// so that everything that is wrong with them is reported at once, together with
// what is wrong in the environment and the configuration file.
type Target struct {
	url, token, cacert, timeout, image     string
	tagQuota, quotaProbe, alphabet, window string
	file                                   string
	users, headers                         []string
	osCloud, second, reader, admin         string // names of clouds in clouds.yaml
	insecure, noAuth, reference            bool
}

// Register adds the flags to cmd. The help shows the defaults; only a flag that
// is set overrides the environment.
func (f *Target) Register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Target", func(set *pflag.FlagSet) {
		f.registerAddress(set)
		f.registerUsers(set)
		f.registerCapabilities(set)
	})
}

func (f *Target) registerAddress(set *pflag.FlagSet) {
	set.StringVar(&f.url, "url", "", "the `URL` of the target, such as http://host:9292; same as the argument")
	set.StringVar(&f.file, "config", "", "read what neither flags nor environment set from this YAML `FILE`")
	set.StringVar(&f.cacert, "cacert", "", "also trust the certificates in this PEM `FILE`")
	set.BoolVar(&f.insecure, "insecure", false, "do not verify the certificate of the target")
	set.StringVar(&f.timeout, "timeout", "", "the `DURATION` that one request may take (default 10s)")
	set.StringArrayVar(
		&f.headers, "header", nil, "send this header field `'Name: value'` with every request; repeatable",
	)
}

func (f *Target) registerUsers(set *pflag.FlagSet) {
	set.BoolVar(&f.noAuth, "no-auth", false, "the target requires no token")
	set.StringVar(&f.token, "token", "", "the `TOKEN` of the owner, or @FILE to read it from a file")
	set.StringArrayVar(
		&f.users,
		"user",
		nil,
		"the token of another user, as `ROLE=TOKEN` or ROLE=@FILE; the roles are stranger, reader and admin; "+
			"repeatable",
	)
	set.StringVar(&f.osCloud, "os-cloud", "",
		"log the owner in with this `CLOUD` of clouds.yaml; without a URL its service catalogue gives the target")
	set.StringVar(&f.second, "second-user", "", "log the stranger, a user of another project, in with this `CLOUD`")
	set.StringVar(
		&f.reader, "reader-user", "", "log the reader, a read-only user of the owner's project, in with this `CLOUD`",
	)
	set.StringVar(&f.admin, "admin-user", "", "log the admin, who may publish images, in with this `CLOUD`")
}

func (f *Target) registerCapabilities(set *pflag.FlagSet) {
	set.StringVar(
		&f.image, "image", "", "use the image with this `ID` if images cannot be created; its tags are restored",
	)
	set.StringVar(
		&f.tagQuota, "tag-quota", "", "the number of tags that an image may have, `N|none` (default: measured)",
	)
	set.StringVar(&f.quotaProbe, "quota-probe", "", "add at most `N` tags to measure the quota (default 256)")
	set.StringVar(&f.alphabet, "alphabet", "",
		"the characters that the target allows in a tag, as a `CLASS` such as '[0-9A-Za-z_-]' (default: all)")
	set.StringVar(&f.window, "window", "",
		"the `DURATION` after which a change must be visible (default: immediately)")
}

// RegisterReference adds --reference, which selects the embedded reference server.
func (f *Target) RegisterReference(cmd *cobra.Command) {
	cli.InGroup(cmd, "Target", func(set *pflag.FlagSet) {
		set.BoolVar(&f.reference, "reference", false,
			"use the embedded reference server, whatever the environment says (default without a target)")
	})
}

// Choose returns the target, or says that it is the embedded reference server.
func (f *Target) Choose(cmd *cobra.Command, getenv func(string) string) (t target.Target, embedded bool, err error) {
	if f.reference {
		if f.changed(cmd) {
			err = errors.New("--reference cannot be combined with flags or a URL that name another target")
		}
		return t, true, err
	}
	config, err := f.Load(cmd, getenv, cmd.Flags().Args())
	if err != nil {
		return t, false, err
	}
	if !config.URL.Given() && !config.LogsIn(target.Owner) && !f.changed(cmd) {
		return t, true, nil
	}
	t, err = config.Target()
	return t, false, err
}

// Load gathers what flags, environment and the configuration file say about the
// target. args is the argument that is the URL, if the command has one. The error
// is a *config.Error or a join of them.
func (f *Target) Load(cmd *cobra.Command, getenv func(string) string, args []string) (config.Config, error) {
	given := f.given(cmd)
	f.argument(cmd, args, &given)
	if cmd.Flags().Changed("config") && f.file == "" {
		given.Refuse("--config", "the file name is empty")
	}
	return config.Load(getenv, f.file, given)
}

// given has the flags that were set, and nothing else.
func (f *Target) given(cmd *cobra.Command) config.Config {
	value := func(name, text string) config.Value {
		if !cmd.Flags().Changed(name) {
			return config.Value{}
		}
		return config.Value{Text: text, Origin: "--" + name}
	}
	c := config.Config{
		URL:        value("url", f.url),
		CACert:     value("cacert", f.cacert),
		Insecure:   value("insecure", fmt.Sprint(f.insecure)),
		Timeout:    value("timeout", f.timeout),
		Image:      value("image", f.image),
		TagQuota:   value("tag-quota", f.tagQuota),
		QuotaProbe: value("quota-probe", f.quotaProbe),
		Alphabet:   value("alphabet", f.alphabet),
		Window:     value("window", f.window),
		NoAuth:     value("no-auth", fmt.Sprint(f.noAuth)),
	}
	if cmd.Flags().Changed("token") {
		c.Users = map[target.Role]config.Value{target.Owner: value("token", f.token)}
	}
	for _, assignment := range f.users {
		c.SetUser(assignment, "--user")
	}
	for _, user := range []struct {
		flag string
		role target.Role
		name string
	}{
		{"os-cloud", target.Owner, f.osCloud}, {"second-user", target.Stranger, f.second},
		{"reader-user", target.Reader, f.reader}, {"admin-user", target.Admin, f.admin},
	} {
		if cmd.Flags().Changed(user.flag) {
			c.SetCloud(user.role, user.name, "--"+user.flag)
		}
	}
	for i, field := range f.headers {
		c.Header = append(c.Header, config.Value{Text: field, Origin: numbered("--header", i, len(f.headers))})
	}
	return c
}

// argument takes the URL from the command's argument.
func (f *Target) argument(cmd *cobra.Command, args []string, c *config.Config) {
	if len(args) == 0 {
		return
	}
	if cmd.Flags().Changed("url") {
		c.Refuse("--url", "the URL is given twice; remove the flag or the argument")
		return
	}
	if len(args) > 1 {
		c.Refuse("the arguments", fmt.Sprintf("only one URL can be given, but there are %d arguments", len(args)))
		return
	}
	c.URL = config.Value{Text: args[0], Origin: "the URL"}
}

// numbered distinguishes the values of a repeated flag.
func numbered(flag string, i, count int) string {
	if count == 1 {
		return flag
	}
	return fmt.Sprintf("%s (number %d)", flag, i+1)
}

// changed reports whether a flag or an argument says anything about the target.
func (f *Target) changed(cmd *cobra.Command) bool {
	for _, name := range []string{
		"url", "token", "user", "os-cloud", "second-user", "reader-user", "admin-user", "header", "cacert", "insecure",
		"timeout", "image", "tag-quota", "quota-probe", "alphabet", "window", "no-auth", "config",
	} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return len(cmd.Flags().Args()) > 0
}
