package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// targetFlags are the flags that say what the target is. They are texts, not
// numbers and durations, so that all that is wrong with them is reported at
// once, with what is wrong in the environment and the configuration file.
type targetFlags struct {
	url, token, cacert, timeout, image     string
	tagQuota, quotaProbe, alphabet, window string
	file                                   string
	users, headers                         []string
	osCloud, second, reader, admin         string // names of clouds in clouds.yaml
	insecure, noAuth, reference            bool
}

// register adds the flags to a command. Defaults are told and not set: only a
// flag that was given overrides the environment.
func (f *targetFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.url, "url", "", "the `URL` of the target, such as http://host:9292; the same as the argument")
	flags.StringVar(&f.token, "token", "", "the owner's `TOKEN`, or @FILE for the content of a file")
	flags.StringArrayVar(&f.users, "user", nil, "another user's token as `ROLE=TOKEN` or ROLE=@FILE, with the role stranger, reader or admin; repeatable")
	flags.StringVar(&f.osCloud, "os-cloud", "", "log the owner in as the cloud `NAME` of clouds.yaml says; its catalogue names the target where no URL is given")
	flags.StringVar(&f.second, "second-user", "", "log the stranger in as this `CLOUD` says: a user of another project")
	flags.StringVar(&f.reader, "reader-user", "", "log the reader in as this `CLOUD` says: one of the owner's project who may only read")
	flags.StringVar(&f.admin, "admin-user", "", "log the admin in as this `CLOUD` says: one who may publish images")
	flags.StringArrayVar(&f.headers, "header", nil, "a header field `'Name: value'` to send with every request; repeatable")
	flags.StringVar(&f.cacert, "cacert", "", "trust the certificates in this PEM `FILE` too")
	flags.BoolVar(&f.insecure, "insecure", false, "do not verify the target's certificate")
	flags.StringVar(&f.timeout, "timeout", "", "how long one request may take, as a `DURATION` (default 10s)")
	flags.StringVar(&f.image, "image", "", "the `ID` of an image to use, where none can be created; its tags are put back")
	flags.StringVar(&f.tagQuota, "tag-quota", "", "the target's quota of tags an image, `N|none` (default: found by trying)")
	flags.StringVar(&f.quotaProbe, "quota-probe", "", "how many tags to try, `N`, to find the quota (default 256)")
	flags.StringVar(&f.alphabet, "alphabet", "", "the characters that the target allows in a tag, as a `CLASS` such as [0-9A-Za-z_-] (default: all)")
	flags.StringVar(&f.window, "window", "", "how long an effect may take to be visible, as a `DURATION` (default: at once)")
	flags.BoolVar(&f.noAuth, "no-auth", false, "declare that the target asks for no token")
	flags.StringVar(&f.file, "config", "", "read the YAML `FILE` for what is given neither here nor in the environment")
}

// registerReference adds the flag that names the embedded server instead.
func (f *targetFlags) registerReference(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.reference, "reference", false, "take the embedded reference server, whatever the environment names")
}

// choose gives the target that was named, or says that it is the embedded
// reference server.
func (f *targetFlags) choose(cmd *cobra.Command, getenv func(string) string) (t target.Target, embedded bool, err error) {
	if f.reference {
		if f.changed(cmd) {
			err = errors.New("--reference: the embedded reference server is judged; leave out what names another target")
		}
		return t, true, err
	}
	given, err := f.load(cmd, getenv)
	if err != nil {
		return t, false, err
	}
	if !given.URL.Given() && !given.LogsIn(target.Owner) && !f.changed(cmd) {
		return t, true, nil
	}
	t, err = given.Target()
	return t, false, err
}

// load gathers what is said of the target by the command's flags and its
// argument, the environment and the configuration file. The error is a
// *config.Error or a join of them.
func (f *targetFlags) load(cmd *cobra.Command, getenv func(string) string) (config.Config, error) {
	return f.loadWith(cmd, getenv, cmd.Flags().Args())
}

// loadWith takes the URL from args, which a command whose arguments are
// something else leaves empty.
func (f *targetFlags) loadWith(cmd *cobra.Command, getenv func(string) string, args []string) (config.Config, error) {
	given := f.given(cmd)
	f.argument(cmd, args, &given)
	if cmd.Flags().Changed("config") && f.file == "" {
		given.Refuse("--config", "the name of the file is empty")
	}
	return config.Load(getenv, f.file, given)
}

// given holds the flags that were set, and nothing else.
func (f *targetFlags) given(cmd *cobra.Command) config.Config {
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
	for flag, user := range map[string]struct {
		role target.Role
		name string
	}{
		"os-cloud": {target.Owner, f.osCloud}, "second-user": {target.Stranger, f.second},
		"reader-user": {target.Reader, f.reader}, "admin-user": {target.Admin, f.admin},
	} {
		if cmd.Flags().Changed(flag) {
			c.SetCloud(user.role, user.name, "--"+flag)
		}
	}
	for i, field := range f.headers {
		c.Header = append(c.Header, config.Value{Text: field, Origin: numbered("--header", i, len(f.headers))})
	}
	return c
}

// argument takes the URL from the command's argument.
func (f *targetFlags) argument(cmd *cobra.Command, args []string, c *config.Config) {
	if len(args) == 0 {
		return
	}
	if cmd.Flags().Changed("url") {
		c.Refuse("--url", "the URL is given twice; leave out the flag or the argument")
		return
	}
	if len(args) > 1 {
		c.Refuse("the arguments", fmt.Sprintf("one URL is needed, but there are %d arguments", len(args)))
		return
	}
	c.URL = config.Value{Text: args[0], Origin: "the URL"}
}

// numbered tells the uses of a repeated flag apart.
func numbered(flag string, i, of int) string {
	if of == 1 {
		return flag
	}
	return fmt.Sprintf("%s (number %d)", flag, i+1)
}

// changed says whether anything about the target was given as a flag or an
// argument.
func (f *targetFlags) changed(cmd *cobra.Command) bool {
	for _, name := range []string{
		"url", "token", "user", "os-cloud", "second-user", "reader-user", "admin-user", "header", "cacert", "insecure", "timeout", "image",
		"tag-quota", "quota-probe", "alphabet", "window", "no-auth", "config",
	} {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return len(cmd.Flags().Args()) > 0
}
