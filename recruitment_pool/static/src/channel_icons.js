// Icon of each channel by its code; channels that users add have the last one.
const ICONS = {
    email: "fa-envelope-o",
    sms: "fa-mobile",
    phone: "fa-phone",
    meeting: "fa-users",
    letter: "fa-file-text-o",
    linkedin: "fa-linkedin",
    facebook: "fa-facebook",
    instagram: "fa-instagram",
    x: "fa-twitter",
    youtube: "fa-youtube-play",
    whatsapp: "fa-whatsapp",
};

export function channelIcon(code) {
    return ICONS[code] || "fa-comment-o";
}
